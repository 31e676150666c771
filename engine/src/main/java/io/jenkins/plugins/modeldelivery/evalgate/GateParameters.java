package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the eval gate judges, as people say it. Every name but model, version and environment is one of a file.
 *
 * @param policy {@code model-delivery.yaml} unless given
 * @param results metrics as JSON or YAML
 * @param predictions JSONL, plain or gzip
 * @param baselinePredictions those of the version in production, on the same eval set
 * @param baselineResults its results file or gate report
 * @param contract instead of the policy's contract file
 * @param evalSet JSONL, plain or gzip
 * @param reference what the eval set is compared with for shift, instead of what the policy says
 * @param environment where the version serves whose eval set is {@code previous}; {@code production} unless given
 */
public record GateParameters(
        String policy,
        String model,
        String version,
        String results,
        String predictions,
        String baselinePredictions,
        String baselineResults,
        String contract,
        String evalSet,
        String reference,
        String environment)
        implements Serializable {
    public static final String POLICY = "model-delivery.yaml";
    public static final String ENVIRONMENT = "production";

    public GateParameters {
        policy = policy == null ? POLICY : policy;
        environment = environment == null ? ENVIRONMENT : environment;
    }

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
