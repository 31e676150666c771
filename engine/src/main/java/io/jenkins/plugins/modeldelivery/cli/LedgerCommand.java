package io.jenkins.plugins.modeldelivery.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was where, since when, on which evidence, decided by whom. */
@Command(
        name = "ledger",
        description = "Reads, checks and feeds the ledger of versions, evidence and decisions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LedgerListCommand.class,
            LedgerShowCommand.class,
            LedgerLogCommand.class,
            LedgerRegisterCommand.class,
            LedgerVerifyCommand.class,
            LedgerRecomputeCommand.class,
            LedgerExportCommand.class,
            LedgerCheckCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger log intent --environment production --ledger s3://models/ledger",
            "  model-delivery ledger verify --ledger /var/lib/jenkins/model-delivery",
            "  model-delivery ledger check --ledger s3://models/ledger --endpoint-url https://s3.example.com --path-style"
        })
final class LedgerCommand implements Runnable {
    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing; see ledger --help");
    }
}
