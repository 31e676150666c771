/** The three-valued answer of every gate; imports nothing. */
package io.jenkins.plugins.modeldelivery.verdict;
