/** Programs behind the figures in {@code docs/benchmarks.md} and {@code docs/statistics.md}; not part of the tests. */
package io.jenkins.plugins.modeldelivery.bench;
