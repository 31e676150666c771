/** Models that receive other models' outputs: what they declare, what they were evaluated against, whether that still holds. */
package io.jenkins.plugins.modeldelivery.dependency;
