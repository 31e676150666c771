/**
 * The command line: options in, engine calls, reports out. It decides nothing; the Jenkins half leaves this package out.
 */
package io.jenkins.plugins.modeldelivery.cli;
