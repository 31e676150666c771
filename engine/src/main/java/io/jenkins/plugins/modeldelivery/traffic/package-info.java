/** The traffic gate: shifts a share, observes, restores and judges as a state machine that survives restarts. */
package io.jenkins.plugins.modeldelivery.traffic;
