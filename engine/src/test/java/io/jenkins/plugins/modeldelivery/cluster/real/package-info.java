/** A namespace in a real cluster, for the suites that {@code ./dev test-cluster} runs. */
package io.jenkins.plugins.modeldelivery.cluster.real;
