/** Read models for pages and reports: what the ledger says about a model and its environments. Changes nothing, asks no cluster. */
package io.jenkins.plugins.modeldelivery.overview;
