package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.CountsFile;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code traffic judge}: recorded counts in, verdict out; no network. */
@Command(
        name = "judge",
        mixinStandardHelpOptions = true,
        description = "Judges recorded counts and latencies of a candidate and production.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery traffic judge --counts counts.json",
            "  model-delivery traffic judge --counts many.jsonl --format json"
        })
final class TrafficJudgeCommand implements Callable<Integer> {
    @Option(
            names = "--counts",
            required = true,
            paramLabel = "FILE",
            description = "A traffic-counts document, or JSONL with one a line (the exit code is that of the worst)")
    private Path counts;

    @Mixin
    private ReportOptions options;

    @Override
    public Integer call() throws BadInputException {
        CountsFile judged = CountsFile.judge(counts);
        if (judged.reports().size() == 1 && !(judged.lines() && options.format == ReportOptions.Format.json)) {
            return options.show(judged.reports().get(0));
        }
        options.print(judged.reports().stream().map(this::render).collect(Collectors.joining("\n")));
        return ExitCode.of(Verdict.worst(
                judged.reports().stream().map(TrafficReport::verdict).toList()));
    }

    private String render(TrafficReport report) {
        return switch (options.format) {
            case json -> Json.compact(report.toJson());
            case text -> report.toText();
            case markdown -> report.toMarkdown();
        };
    }
}
