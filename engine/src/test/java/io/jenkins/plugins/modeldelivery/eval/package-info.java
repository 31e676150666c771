/** Evaluation runs against real servers, real processes and real kills. */
package io.jenkins.plugins.modeldelivery.eval;
