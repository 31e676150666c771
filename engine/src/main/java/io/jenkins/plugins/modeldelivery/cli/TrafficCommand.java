package io.jenkins.plugins.modeldelivery.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands about live traffic. */
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        description = "Compares a candidate with production under live traffic.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TrafficCheckCommand.class, TrafficJudgeCommand.class, TrafficRestoreCommand.class})
final class TrafficCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: judge, check or restore; see traffic --help");
    }
}
