package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.eval.EvalRequest;
import io.jenkins.plugins.modeldelivery.eval.EvalResults;
import io.jenkins.plugins.modeldelivery.eval.EvalRun;
import io.jenkins.plugins.modeldelivery.eval.TemplateParameters;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
@DeclaredOptions.Of({EvalParameters.class, TemplateParameters.class})
final class EvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    EndpointOptions endpoint;

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
        EvalParameters asked = DeclaredOptions.of(EvalParameters.class, spec);
        if (!S3Options.isS3(asked.evalSet())) {
            return run(Path.of(asked.evalSet()), asked);
        }
        try (S3Objects objects = result.s3.open(asked.evalSet())) {
            return objects.withCopy(objects.path(), copy -> run(copy, asked));
        }
    }

    private int run(Path local, EvalParameters asked) throws DeliveryException, InterruptedException {
        EvalRequest request = asked.request(
                Path.of(""),
                local,
                endpoint.headers(System::getenv),
                DeclaredOptions.of(TemplateParameters.class, spec).in(Path.of("")),
                resume,
                Optional.ofNullable(runId));
        EvalResults found = EvalRun.run(request, result.progress(), result.told(), Clock.systemUTC());
        result.show(found.layout(), found.toJson());
        return ExitCode.PASS;
    }
}
