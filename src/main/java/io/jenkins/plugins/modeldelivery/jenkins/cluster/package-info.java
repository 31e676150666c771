/** Clusters of environments, reached from the controller or through an agent. */
package io.jenkins.plugins.modeldelivery.jenkins.cluster;
