package io.jenkins.plugins.modeldelivery.drift.fingerprint;

/**
 * What one file contributed; a fingerprint keeps each file's part apart, so that merging it in twice changes nothing.
 *
 * @param sha256 of the file
 * @param rows at least 1
 * @param mean of each column
 * @param spread mean squared distance from the mean
 * @param features mean of each random feature
 */
record Part(String sha256, long rows, double[] mean, double spread, double[] features) {}
