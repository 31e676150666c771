/** The whole story of a delivery on one machine, with a model trained on the spot and nothing but production code judging it. */
package io.jenkins.plugins.modeldelivery.demo;
