package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.eval.EvalRequest;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.eval.EvalRun;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eval}: ask a model every row of an eval set. */
@Command(
        name = "eval",
        description = "Runs an eval set against a model and writes predictions and results for the gate.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery eval --eval-set eval.jsonl --url http://localhost:8080/v1/models/intent:predict \\",
            "      --protocol kserve-v1",
            "  model-delivery eval --eval-set eval.jsonl.gz --url https://models.example.com/invocations \\",
            "      --protocol mlflow --token-env MODEL_TOKEN --rate 50 --contract contract.json",
            "  model-delivery eval --eval-set eval.jsonl --command 'python model.py' --concurrency 2"
        })
final class EvalCommand implements Callable<Integer> {
    @Option(
            names = "--eval-set",
            required = true,
            paramLabel = "FILE|s3://BUCKET/KEY",
            description = "Rows with id and input (and label), JSONL, plain or gzip")
    String evalSet;

    @Mixin
    EndpointOptions endpoint;

    @Mixin
    TemplateOptions form;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Requests under way at a time (default 20); for --command: processes (default 1)")
    Integer concurrency;

    @Option(
            names = "--rate",
            paramLabel = "PER-SECOND",
            description = "Open loop: start so many requests a second, whatever the answers do (default: closed loop)")
    Double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Requests with the first rows before, not counted (default: as many as are under way)")
    Integer warmUp;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "For one request, to the last byte of its answer (default: 30s)")
    String timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Repeat requests that fail for a passing reason; recorded, and in the latency (default 0)")
    Integer retries;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "N",
            description = "A larger answer counts as failed (default 16 MiB)")
    Integer maxAnswerBytes;

    @Option(names = "--contract", paramLabel = "FILE", description = "Check each output against $defs/output")
    Path contract;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Where predictions go; packed if it ends in .gz (default predictions.jsonl)")
    Path predictions;

    @Option(names = "--results", paramLabel = "FILE", description = "Where results go (default results.json)")
    Path results;

    @Option(names = "--resume", description = "Go on where a run was ended, instead of beginning anew")
    boolean resume;

    @Option(
            names = "--run-id",
            paramLabel = "TEXT",
            description = "--resume: go on only with what was begun under the same id, for example the model's version")
    String runId;

    @Mixin
    HelpOption help;

    @Mixin
    ResultOptions result;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        result.check();
        EvalParameters asked = Parameters.of(EvalParameters.class, this, endpoint);
        if (!S3Options.isS3(evalSet)) {
            return run(Path.of(evalSet), asked);
        }
        try (S3Objects objects = result.s3.open(evalSet)) {
            return objects.withCopy(objects.path(), copy -> run(copy, asked));
        }
    }

    private int run(Path local, EvalParameters asked) throws DeliveryException, InterruptedException {
        EvalRequest request = asked.request(
                Path.of(""),
                local,
                endpoint.headers(System::getenv),
                form.template(),
                resume,
                Optional.ofNullable(runId));
        EvalResults found = EvalRun.run(request, result.progress(), result.told(), Clock.systemUTC());
        result.show(found.toText(), found.toJson());
        return ExitCode.PASS;
    }
}
