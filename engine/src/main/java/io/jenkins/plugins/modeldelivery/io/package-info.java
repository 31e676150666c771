/** Opening data files (plain, gzip, or tables that a second jar reads), hashing them, and telling how far a long read has come. */
package io.jenkins.plugins.modeldelivery.io;
