/** Eval sets drawn from request logs. */
package io.jenkins.plugins.modeldelivery.refresh;
