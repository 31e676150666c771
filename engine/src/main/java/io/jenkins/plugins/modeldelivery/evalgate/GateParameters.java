package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/** What the eval gate judges, as people say it. */
public record GateParameters(
        @Parameter(label = "FILE", usual = GateParameters.POLICY, required = true, help = "{usual}")
        String policy,

        String model,
        String version,

        @Parameter(label = "FILE", help = "Metrics as JSON or YAML")
        String results,

        @Parameter(label = "FILE", help = "Predictions as JSONL or CSV, plain or gzip, or Parquet")
        String predictions,

        @Parameter(label = "FILE", help = "Predictions of the version in production on the same eval set")
        String baselinePredictions,

        @Parameter(label = "FILE", help = "Results file or gate report of the version in production")
        String baselineResults,

        @Parameter(label = "FILE", help = "Instead of the policy's contract file")
        String contract,

        @Parameter(label = "FILE", help = "The eval set as JSONL or CSV, plain or gzip, or Parquet")
        String evalSet,

        @Parameter(
                label = "FILE|previous|live|ledger:VERSION",
                help = "What the eval set is compared with for shift, instead of what the policy says")
        String reference,

        @Parameter(
                label = "NAME",
                usual = GateParameters.ENVIRONMENT,
                help = "Where the version serves whose eval set is 'previous' (default: {usual})")
        String environment)
        implements Serializable {
    public static final String POLICY = "model-delivery.yaml";
    public static final String ENVIRONMENT = "production";

    /**
     * What is to be judged on this machine.
     *
     * @param begun a request with nothing but a policy
     * @param directory where relative names of files start
     * @param known the reference, where it is no file
     */
    public GateRequest request(GateRequest begun, Path directory, Optional<Reference> known) throws BadInputException {
        GateRequest request = begun.named(model, version)
                .candidate(
                        file(directory, results),
                        file(directory, predictions),
                        file(directory, contract),
                        file(directory, evalSet))
                .baseline(
                        file(directory, baselinePredictions),
                        file(directory, baselineResults),
                        known.isPresent() ? null : file(directory, reference));
        return known.isPresent() ? request.against(known.get()) : request;
    }

    private static Path file(Path directory, String name) throws BadInputException {
        return Parameters.optionalFile(directory, name).orElse(null);
    }
}
