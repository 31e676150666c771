package io.jenkins.plugins.modeldelivery.wronghouse.cli;

/** Called like a class of another package. */
public final class Unplanned {}
