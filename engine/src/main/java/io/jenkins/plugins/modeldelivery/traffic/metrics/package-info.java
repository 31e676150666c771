/** Counts what happened to requests on both sides: from Prometheus' raw counters, or by sending requests itself. */
package io.jenkins.plugins.modeldelivery.traffic.metrics;
