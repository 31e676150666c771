/**
 * A sample's small, mergeable stand-in: enough rows in half precision for the exact test months later, and sums for the
 * trend; no text, no identifiers.
 */
package io.jenkins.plugins.modeldelivery.drift.fingerprint;
