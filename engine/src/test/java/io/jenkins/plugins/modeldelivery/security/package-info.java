/** What attackers of clients try, tried on this one. */
package io.jenkins.plugins.modeldelivery.security;
