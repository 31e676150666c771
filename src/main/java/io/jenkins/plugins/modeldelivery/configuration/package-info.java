/** Global configuration: where the ledger is and how it is reached. Opens ledgers for steps and pages; writes nothing itself. */
package io.jenkins.plugins.modeldelivery.configuration;
