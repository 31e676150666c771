/**
 * The Eval Report of a build: a small summary in build.xml, each gate's document as versioned JSON beside it, and the page
 * that shows them. Judges nothing.
 */
package io.jenkins.plugins.modeldelivery.report;
