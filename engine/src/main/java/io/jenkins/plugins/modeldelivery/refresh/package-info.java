/** Makes the next evaluation set from request logs: sampled, without duplicates, joined with labels that exist. */
package io.jenkins.plugins.modeldelivery.refresh;
