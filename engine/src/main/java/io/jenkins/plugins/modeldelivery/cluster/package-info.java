/** Speaks to Kubernetes: connections that execute nothing, workloads, rollouts told as they are, and what may be done. */
package io.jenkins.plugins.modeldelivery.cluster;
