package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drift}: does the current data still look like the reference? */
@Command(
        name = "drift",
        description =
                "Tests whether vectors (embeddings) shifted against a reference: an exact permutation test on MMD.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery drift --reference october.jsonl.gz --current november.jsonl.gz",
            "  model-delivery drift --reference ref.npy --current now.npy --tolerance 0.05 --format json",
            "  model-delivery drift --reference ref.jsonl --current now.jsonl --group-by user --slice language",
            "Files: JSON lines with an array field, CSV, or NumPy .npy (float32/float64); .gz is unpacked."
        })
final class DriftCommand implements Callable<Integer> {
    @Option(names = "--reference", required = true, paramLabel = "FILE", description = "What the data looked like")
    Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "What it looks like now")
    Path current;

    @Mixin
    DriftTestOptions test;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws Exception {
        DriftOptions options = test.toOptions();
        DriftReport result = DriftTest.compare(reference, current, options, Terminal.progress(report.quiet));
        recording.record(result, report.quiet);
        return report.show(result);
    }
}
