/** What work that outlives a restart needs: threads of our own, patience, an agent that may come and go, a word for an abort. */
package io.jenkins.plugins.modeldelivery.durable;
