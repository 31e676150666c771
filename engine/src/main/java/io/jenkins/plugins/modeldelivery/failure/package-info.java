/** Typed failures, one kind each, whose one-line messages name the thing and the remedy; imports nothing. */
package io.jenkins.plugins.modeldelivery.failure;
