package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code java -jar model-delivery.jar}. */
@Command(
        name = "model-delivery",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description =
                "Decides whether a model version may reach production, takes it there and brings the old one back.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:PASS, or done",
            "1:FAIL",
            "2:bad usage or bad input",
            "3:INCONCLUSIVE",
            "4:a service could not be reached or refused"
        },
        subcommands = {
            SchemaCommand.class,
            DriftCommand.class,
            FingerprintCommand.class,
            EvalCommand.class,
            RefreshCommand.class,
            GateCommand.class,
            TrafficCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            StatusCommand.class,
            DependenciesCommand.class,
            CompareOutputsCommand.class,
            LedgerCommand.class,
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, ready to execute; its exit codes are {@link ExitCode}'s. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(
                (e, args) -> complain(e.getCommandLine(), e.getMessage(), ExitCode.BAD_INPUT));
        line.setExecutionExceptionHandler((e, failing, result) -> {
            if (e instanceof DeliveryException failure) {
                return complain(failing, failure.getMessage(), ExitCode.of(failure));
            }
            throw e;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing; see --help");
    }

    private static int complain(CommandLine line, String message, int exitCode) {
        PrintWriter err = line.getErr();
        err.println("model-delivery: " + message.lines().findFirst().orElse("failed"));
        err.flush();
        return exitCode;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"model-delivery " + (version == null ? "(development)" : version)};
        }
    }
}
