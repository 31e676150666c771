/** Rules judged together on one body of evidence: contract, shift, freshness, metrics, in this order. */
package io.jenkins.plugins.modeldelivery.evalgate;
