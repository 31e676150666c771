/** What attackers of Jenkins plugins try, tried on this one. */
package io.jenkins.plugins.modeldelivery.security;
