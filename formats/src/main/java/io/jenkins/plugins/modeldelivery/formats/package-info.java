/** Reads Parquet for the engine, from a jar of its own: the libraries are larger than everything else that reads files. */
package io.jenkins.plugins.modeldelivery.formats;
