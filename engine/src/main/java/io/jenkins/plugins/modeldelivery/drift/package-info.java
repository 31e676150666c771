/**
 * Whether two samples of vectors come from the same distribution: an exact permutation test on MMD, an effect with bounds,
 * and a verdict that may be "too little data". Sub-packages: reading and kernel below, fingerprint above.
 */
package io.jenkins.plugins.modeldelivery.drift;
