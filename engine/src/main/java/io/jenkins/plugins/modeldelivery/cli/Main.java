package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        })
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
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
            LedgerCommand.class);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        // not System.out, which hides failed writes; and documents are UTF-8 whatever the locale
        Console console = System.console();
        Charset charset = console == null ? StandardCharsets.UTF_8 : console.charset();
        CommandLine line =
                commandLine(args).setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, charset));
        System.exit(execute(line, args));
    }

    /** Runs the command line; what nobody foresaw is one line too, and never the exit code of a verdict. */
    static int execute(CommandLine line, String... args) {
        try {
            int exitCode = line.execute(args);
            return line.getOut().checkError()
                    ? complain(line, "standard output could not be written to its end", ExitCode.BAD_INPUT)
                    : exitCode;
        } catch (OutOfMemoryError e) {
            return complain(
                    line, "out of memory; give Java more, for example java -Xmx4g -jar ...", ExitCode.BAD_INPUT);
        } catch (StackOverflowError e) {
            return complain(line, "the input is nested too deeply to be read", ExitCode.BAD_INPUT);
        }
    }

    /**
     * The command line, ready to execute; its exit codes are {@link ExitCode}'s.
     *
     * @param args of which the first may name the only command that is needed: to build all takes longer than most work
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> needed = COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        (needed.isEmpty() ? COMMANDS : needed).forEach(line::addSubcommand);
        DeclaredOptions.add(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(
                (e, given) -> complain(e.getCommandLine(), e.getMessage(), ExitCode.BAD_INPUT));
        line.setExecutionExceptionHandler((e, failing, result) -> {
            if (e instanceof DeliveryException failure) {
                return complain(failing, said(failure), ExitCode.of(failure));
            }
            return complain(failing, unforeseen(e), ExitCode.BAD_INPUT);
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing; see --help");
    }

    /** Parameters are spelled as options. */
    private static String said(DeliveryException failure) {
        return failure instanceof BadInputException wrong ? wrong.spelled(DeclaredOptions::name) : failure.getMessage();
    }

    private static String unforeseen(Exception e) {
        if (e instanceof UncheckedIOException io) {
            return io.getMessage();
        }
        if (e instanceof InterruptedException) {
            return "interrupted before there was an answer";
        }
        StackTraceElement[] trace = e.getStackTrace();
        return "an error of this program, please report it: " + e + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static int complain(CommandLine line, String message, int exitCode) {
        PrintWriter err = line.getErr();
        err.println("model-delivery: " + PlainText.message(String.valueOf(message)));
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
