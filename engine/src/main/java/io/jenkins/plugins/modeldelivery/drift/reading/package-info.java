/** Reads vectors from JSONL, CSV and NumPy files as a stream, and keeps a seeded sample of what is too large. Judges nothing. */
package io.jenkins.plugins.modeldelivery.drift.reading;
