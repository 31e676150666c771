package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.io.WholeFile;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.MarkdownPrinter;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where and how a command's report goes: {@code --format}, {@code --output}, {@code --quiet}. */
final class ReportOptions {
    enum Format {
        text,
        json,
        markdown
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (default), json or markdown")
    Format format = Format.text;

    @Option(names = "--output", paramLabel = "FILE", description = "Write the report here instead of standard output")
    Path output;

    @Option(names = "--quiet", description = "Print nothing but errors; the exit code tells the verdict")
    boolean quiet;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /** Shows the report as asked and returns the exit code of its verdict; whoever does not see its text is told why. */
    int show(Report report) throws BadInputException {
        write(report);
        boolean unread = output != null || format != Format.text;
        if (report.verdict() != Verdict.PASS && unread && !quiet) {
            note(report.verdict() + ": " + report.reasons().get(0));
        }
        return ExitCode.of(report.verdict());
    }

    /** Says something on standard error. */
    void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("model-delivery: " + PlainText.message(line));
        err.flush();
    }

    /** Shows the report as asked. */
    void write(Report report) throws BadInputException {
        print(
                switch (format) {
                    case text -> coloured(report);
                    case json -> Json.pretty(report.toJson());
                    case markdown -> report.toMarkdown();
                });
    }

    /** Prints a listing, which has no verdict, as asked. */
    void printTable(ObjectNode json, Section table) throws BadInputException {
        print(
                switch (format) {
                    case text -> TextPrinter.print(table);
                    case json -> Json.pretty(json);
                    case markdown -> MarkdownPrinter.print(table);
                });
    }

    /** Writes a text to the output file, or to standard output unless quiet. */
    void print(String text) throws BadInputException {
        String content = text.endsWith("\n") ? text : text + "\n";
        if (output != null) {
            WholeFile.write(output, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
        } else if (!quiet) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(content);
            out.flush();
        }
    }

    private String coloured(Report report) {
        String text = report.toText();
        return output == null && Terminal.showsColour() ? Terminal.colour(text) : text;
    }
}
