/** Exact and approximate bounds for proportions and quantiles: pure functions with their assumptions stated. */
package io.jenkins.plugins.modeldelivery.statistics;
