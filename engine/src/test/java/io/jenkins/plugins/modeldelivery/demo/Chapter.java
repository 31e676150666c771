package io.jenkins.plugins.modeldelivery.demo;

import java.util.List;

/**
 * One step of the story.
 *
 * @param what for example {@code v1 gate}
 * @param outcome PASS, FAIL, PROMOTED, REFUSED, ...
 * @param lines with measured numbers
 */
record Chapter(String what, String outcome, List<String> lines) {}
