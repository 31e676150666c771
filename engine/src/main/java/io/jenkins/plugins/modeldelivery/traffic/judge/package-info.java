/** Judges counts and latencies of a candidate beside production: pure arithmetic, no network, no cluster. */
package io.jenkins.plugins.modeldelivery.traffic.judge;
