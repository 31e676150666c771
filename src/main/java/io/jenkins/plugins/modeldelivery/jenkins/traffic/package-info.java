/** Traffic gates of builds: durable, resumed, aborted, watched live; and whatever puts a route back when nobody else does. */
package io.jenkins.plugins.modeldelivery.jenkins.traffic;
