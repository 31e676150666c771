/** What predictions and results files show: metrics computed from rows, by slice and against a baseline, as raw counts. */
package io.jenkins.plugins.modeldelivery.evaluation;
