package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.eval.EvalRequest;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.eval.EvalRun;
import io.jenkins.plugins.modeldelivery.eval.EvalTarget;
import io.jenkins.plugins.modeldelivery.eval.LoadPlan;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import io.jenkins.plugins.modeldelivery.traffic.Amounts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalDouble;
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
    private static final int CONCURRENCY = 20;

    @Option(
            names = "--eval-set",
            required = true,
            paramLabel = "FILE|s3://BUCKET/KEY",
            description = "Rows with id and input (and label), JSONL, plain or gzip")
    String evalSet;

    @Mixin
    EndpointOptions endpoint;

    @Mixin
    TemplateOptions template;

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
            defaultValue = "30s",
            description = "For one request, to the last byte of its answer (default: ${DEFAULT-VALUE})")
    String timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Repeat requests that fail for a passing reason; recorded, and in the latency (default 0)")
    int retries;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "N",
            description = "A larger answer counts as failed (default 16 MiB)")
    int mostBytes = EvalRequest.MOST_BYTES;

    @Option(names = "--contract", paramLabel = "FILE", description = "Check each output against $defs/output")
    Path contract;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Where predictions go; packed if it ends in .gz (default predictions.jsonl)")
    Path predictions = Path.of("predictions.jsonl");

    @Option(names = "--results", paramLabel = "FILE", description = "Where results go (default results.json)")
    Path results = Path.of("results.json");

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
        EvalTarget target = endpoint.target(System::getenv);
        int senders = concurrency != null ? concurrency : target instanceof EvalTarget.Command ? 1 : CONCURRENCY;
        LoadPlan plan = LoadPlan.of(
                senders,
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                warmUp == null ? senders : warmUp,
                Amounts.duration("--timeout", timeout),
                retries);
        if (mostBytes < 1) {
            throw new BadInputException("--max-answer-bytes is " + mostBytes + "; at least 1 was expected");
        }
        if (!S3Options.isS3(evalSet)) {
            return run(Path.of(evalSet), target, plan);
        }
        try (S3Objects objects = result.s3.open(evalSet)) {
            return objects.withCopy(objects.path(), copy -> run(copy, target, plan));
        }
    }

    private int run(Path local, EvalTarget target, LoadPlan plan) throws DeliveryException, InterruptedException {
        EvalRequest request = new EvalRequest(
                local,
                evalSet,
                target,
                template.template(),
                plan,
                predictions.toAbsolutePath(),
                results.toAbsolutePath(),
                Optional.ofNullable(contract),
                mostBytes,
                resume,
                Optional.ofNullable(runId),
                ParallelLines.defaultThreads());
        EvalResults found = EvalRun.run(request, result.progress(), result.told(), Clock.systemUTC());
        result.show(found.layout(), found.toJson());
        return ExitCode.PASS;
    }
}
