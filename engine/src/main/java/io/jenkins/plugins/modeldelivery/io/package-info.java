/** Opening data files (plain or gzip), hashing them, and telling how far a long read has come. */
package io.jenkins.plugins.modeldelivery.io;
