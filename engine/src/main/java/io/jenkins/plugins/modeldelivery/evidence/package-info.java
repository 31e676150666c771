/** Evidence in the ledger and the judges that made it: verdicts are computed again from what was kept. */
package io.jenkins.plugins.modeldelivery.evidence;
