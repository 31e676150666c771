package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    @Test
    void shouldAnswerAMissingCommandWithOneLine() {
        Cli.Result result = Cli.run();
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("a command is missing");
    }

    @Test
    void shouldAnswerAnUnknownCommandWithOneLine() {
        Cli.Result result = Cli.run("gaet");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).hasLineCount(1).contains("gaet");
    }

    @Test
    void shouldListExitCodesInHelp() {
        Cli.Result result = Cli.run("--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("INCONCLUSIVE");
    }

    /** Only the command that is meant is built; nobody sees a difference. */
    @Test
    void shouldShowEachCommandAsAmongAllOthers() {
        CommandLine all = Main.commandLine();
        assertThat(all.getSubcommands()).hasSizeGreaterThan(10);
        all.getSubcommands().forEach((name, command) -> {
            CommandLine one = Main.commandLine(name, "--help");
            assertThat(one.getSubcommands()).containsOnlyKeys(name);
            assertThat(one.getSubcommands().get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
        });
        assertThat(Main.commandLine("--help").getUsageMessage()).isEqualTo(all.getUsageMessage());
        assertThat(Main.commandLine("gaet").getSubcommands()).hasSameSizeAs(all.getSubcommands());
    }
}
