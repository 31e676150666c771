/** One point per shift check of a model, small enough to keep for ever and readable without any build or data set. */
package io.jenkins.plugins.modeldelivery.drift.history;
