/** What work that outlives a restart needs: a step that stores before it acts, threads of our own, a word for an abort. */
package io.jenkins.plugins.modeldelivery.durable;
