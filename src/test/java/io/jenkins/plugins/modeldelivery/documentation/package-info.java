/** The documentation's examples, taken from its pages and tried. */
package io.jenkins.plugins.modeldelivery.documentation;
