/** Promotions and rollbacks of builds: durable, resumed, aborted; the engine's protocol driven from the controller or through an agent. */
package io.jenkins.plugins.modeldelivery.jenkins.promotion;
