/** Splits live traffic by editing a route under a lease, and puts the route back exactly as it was; judges nothing. */
package io.jenkins.plugins.modeldelivery.traffic.route;
