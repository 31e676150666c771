package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command that works long and judges nothing shows its work and its result, and how it reaches data in S3. */
final class ResultOptions {
    @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json")
    String format = "text";

    @Option(names = "--quiet", description = "Print nothing but errors")
    boolean quiet;

    @Mixin
    S3Options s3;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /** Before anything is begun. */
    void check() throws BadInputException {
        if (!format.equals("text") && !format.equals("json")) {
            throw new BadInputException("--format is text or json, not '" + format + "'");
        }
    }

    Progress progress() {
        return Terminal.lastingProgress(quiet);
    }

    /** Takes lines for people while it works. */
    Consumer<String> told() {
        PrintWriter err = spec.commandLine().getErr();
        return line -> {
            err.println("model-delivery: " + line);
            err.flush();
        };
    }

    void show(Layout text, ObjectNode json) {
        if (!quiet) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(format.equals("json") ? Json.pretty(json) + "\n" : TextPrinter.print(text));
            out.flush();
        }
    }
}
