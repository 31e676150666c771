/** Runs an evaluation set against a model endpoint or a local process and writes its predictions and results. */
package io.jenkins.plugins.modeldelivery.eval;
