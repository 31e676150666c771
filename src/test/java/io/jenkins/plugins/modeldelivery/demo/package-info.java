/** The whole story in a real Jenkins, with the small real model of the engine's demo. */
package io.jenkins.plugins.modeldelivery.demo;
