/**
 * Small immutable objects under keys, created at most once, in a directory or in any S3-compatible store; knows nothing
 * of models or ledgers.
 */
package io.jenkins.plugins.modeldelivery.store;
