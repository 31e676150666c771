package io.jenkins.plugins.modeldelivery.cli;

import picocli.CommandLine.Option;

/** {@code --help} alone, for commands whose {@code --version} is a model's. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    boolean help;
}
