package io.jenkins.plugins.modeldelivery.wronghouse.attic;

/** In a package that no plan names. */
final class Unplanned {}
