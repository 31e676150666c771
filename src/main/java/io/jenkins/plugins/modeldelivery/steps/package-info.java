/** The Pipeline steps: bind and check parameters, call the engine where the files are, publish the report. */
package io.jenkins.plugins.modeldelivery.steps;
