package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.contract.SchemaParameters;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code schema}: do records, or a model's signature, keep the contract? */
@Command(
        name = "schema",
        description = "Checks records or a model's signature against its contract (JSON Schema 2020-12).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery schema --contract contract.json --records predictions.jsonl.gz",
            "  model-delivery schema --contract contract.json --signature model/MLmodel --format json"
        })
@DeclaredOptions.Of(SchemaParameters.class)
final class SchemaCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    What what;

    static final class What {
        @Option(
                names = "--records",
                required = true,
                paramLabel = "FILE",
                description = "JSONL or CSV, plain or gzip, or Parquet")
        Path records;

        @Option(
                names = "--signature",
                required = true,
                paramLabel = "FILE",
                description = "signature.json or MLflow's MLmodel")
        Path signature;
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    HelpOption help;

    @Mixin
    RecordingOptions recording;

    @Mixin
    ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        SchemaReport result = DeclaredOptions.of(SchemaParameters.class, spec, what)
                .judge(Path.of(""), Terminal.progress(report.quiet));
        recording.record(Judges.SCHEMA, result, report.quiet);
        return report.show(result);
    }
}
