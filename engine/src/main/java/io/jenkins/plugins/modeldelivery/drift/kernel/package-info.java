/**
 * Kernel matrices without the matrix: distances, kernels, sums over bins of rows and permuted statistics, the same bits on
 * every machine and with any number of threads. Knows samples of numbers, no files and no verdicts.
 */
package io.jenkins.plugins.modeldelivery.drift.kernel;
