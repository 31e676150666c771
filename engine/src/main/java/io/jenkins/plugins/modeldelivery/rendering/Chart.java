package io.jenkins.plugins.modeldelivery.rendering;

/**
 * A drawing of numbers that stand in a table beside it.
 *
 * @param kind as the pages' script calls it
 * @param label what it shows, for who cannot see it
 * @param drawn the numbers: records with the keys that the script knows
 */
public record Chart(String kind, String label, Object drawn) {}
