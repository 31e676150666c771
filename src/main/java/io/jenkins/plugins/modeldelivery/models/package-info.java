/** Pages about a model: what runs where, how its figures moved, who decided what. Read from the ledger, never from builds. */
package io.jenkins.plugins.modeldelivery.models;
