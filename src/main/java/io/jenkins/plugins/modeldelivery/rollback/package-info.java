/** The Rollback page: a person chooses an earlier version, says why, and watches it come back; no build is needed. */
package io.jenkins.plugins.modeldelivery.rollback;
