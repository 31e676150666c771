/** A small Kubernetes: an API server over HTTP with controllers in virtual time, for what the mock server cannot do. */
package io.jenkins.plugins.modeldelivery.cluster.fake;
