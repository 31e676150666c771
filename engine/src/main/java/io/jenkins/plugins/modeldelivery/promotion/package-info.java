/** Takes a version into an environment and brings an earlier one back: finished evidence in, watched change, ledger told. */
package io.jenkins.plugins.modeldelivery.promotion;
