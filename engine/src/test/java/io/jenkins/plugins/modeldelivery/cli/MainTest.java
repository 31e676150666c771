package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
