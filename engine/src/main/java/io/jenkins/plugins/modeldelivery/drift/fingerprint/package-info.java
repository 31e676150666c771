/**
 * A sample's small, mergeable stand-in: enough rows in half precision for the exact test months later; no text, no
 * identifiers.
 */
package io.jenkins.plugins.modeldelivery.drift.fingerprint;
