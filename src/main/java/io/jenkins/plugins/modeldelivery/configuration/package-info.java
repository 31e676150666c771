/** Global and folder configuration: ledger and environments, and how they are reached. Opens and connects for steps and pages; writes nothing itself. */
package io.jenkins.plugins.modeldelivery.configuration;
