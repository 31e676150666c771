/** Whether records, or a model's own signature, keep the contract: field names, types and ranges as JSON Schema. */
package io.jenkins.plugins.modeldelivery.contract;
