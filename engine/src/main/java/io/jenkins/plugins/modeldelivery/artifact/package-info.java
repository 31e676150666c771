/** What a model version consists of: image references, digests and DVC pointers, parsed and checked. */
package io.jenkins.plugins.modeldelivery.artifact;
