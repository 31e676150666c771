package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.ResultsFile;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.evaluation.Tally;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Gathers the evidence that a policy asks for, in order, and has it judged. */
public final class Gate {
    private static final double DEFAULT_CONFIDENCE = 0.95;

    /** Documents of ours that carry raw counts and the eval set's hash. */
    private static final Set<String> COUNTED =
            Set.of("model-delivery/gate-report/v1", "model-delivery/eval-results/v1");

    private final GateRequest request;
    private final Progress progress;
    private final ObjectNode evidence = Json.object();
    private final ObjectNode counts = Json.object();

    private Gate(GateRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Judges a request.
     *
     * @param shift computes the shift check, if the policy asks for one and there is something to compare with
     * @throws BadInputException for files that are missing or malformed as a whole; bad rows are part of the verdict
     */
    public static GateReport judge(GateRequest request, ShiftCheck shift, Progress progress)
            throws BadInputException, InterruptedException {
        return new Gate(request, progress).judge(shift);
    }

    private GateReport judge(ShiftCheck shift) throws BadInputException, InterruptedException {
        Policy policy = request.policy();
        Optional<String> model = request.model().or(policy::model);
        if (model.isPresent()) {
            evidence.put("model", Names.require("model", model.get()));
        }
        if (request.version().isPresent()) {
            evidence.put("version", Names.require("version", request.version().get()));
        }
        Optional<Rows> predictions = predictions(policy);
        EvalSetEvidence evalSet = new EvalSetEvidence(request, progress);
        evalSet.describe(predictions).ifPresent(json -> evidence.set("evalSet", json));
        evalSet.shift(shift).ifPresent(json -> evidence.set("drift", json));
        evidence.set("counts", counts);
        evidence.set("policy", policy.document());
        evidence.put("judgedAt", request.at().toString());
        results(policy);
        // shift and freshness come first: where they do not pass, no metric is computed at all
        if (Preconditions.block(Preconditions.of(new GateEvidence(evidence))).isEmpty() && predictions.isPresent()) {
            metrics(policy, predictions.get(), evalSet);
        }
        return GateReport.of(evidence);
    }

    private Optional<Rows> predictions(Policy policy) throws BadInputException, InterruptedException {
        if (request.predictions().isEmpty()) {
            return Optional.empty();
        }
        Optional<RecordSchema> output = output(policy);
        Rows rows = read(request.predictions().get(), output);
        ObjectNode json = counts.putObject("predictions").put("rows", rows.count());
        json.set("defects", rows.defects());
        if (output.isPresent()) {
            ObjectNode compliance = rows.compliance();
            ObjectNode contract = Json.object();
            if (rows.count() > 0) {
                contract.put("compliance", compliance.get("valid").doubleValue() / rows.count());
            }
            evidence.set("contract", contract.setAll(compliance));
        }
        return Optional.of(rows);
    }

    private Optional<RecordSchema> output(Policy policy) throws BadInputException {
        Optional<Path> file = request.contract().or(() -> policy.contractFile().map(request.baseDirectory()::resolve));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Contract contract = Contract.read(file.get());
        Optional<RecordSchema> output = contract.output().or(contract::whole);
        if (output.isEmpty()) {
            throw new BadInputException(
                    file.get() + " describes no output ($defs/output), so predictions cannot be checked");
        }
        return output;
    }

    private Rows read(Path file, Optional<RecordSchema> output) throws BadInputException, InterruptedException {
        return Rows.read(file, sliceFields(), output.orElse(null), request.threads(), progress);
    }

    private List<String> sliceFields() {
        return request.policy().rules().stream()
                .flatMap(rule -> rule.slice().stream())
                .distinct()
                .toList();
    }

    private void metrics(Policy policy, Rows rows, EvalSetEvidence evalSet)
            throws BadInputException, InterruptedException {
        TreeSet<Double> confidences = new TreeSet<>(List.of(DEFAULT_CONFIDENCE));
        policy.rules().forEach(rule -> rule.confidence().ifPresent(confidences::add));
        List.copyOf(confidences).forEach(confidence -> confidences.add(BaselineJudge.each(confidence)));
        Tally tally = new Tally(confidences);
        counts.withObjectProperty("predictions").set("all", tally.all(rows));
        for (String field : sliceFields()) {
            counts.withObjectProperty("slices").set(field, tally.slices(rows, field));
        }
        if (request.baselinePredictions().isPresent()) {
            baseline(policy, rows, tally, evalSet);
        }
    }

    private void baseline(Policy policy, Rows rows, Tally tally, EvalSetEvidence evalSet)
            throws BadInputException, InterruptedException {
        Rows before = read(request.baselinePredictions().orElseThrow(), output(policy));
        ObjectNode json = counts.putObject("baseline").put("rows", before.count());
        json.set("defects", before.defects());
        evalSet.cover(before, json);
        Pairing pairing = new Pairing(rows, before);
        ObjectNode paired = counts.putObject("paired");
        paired.set("coverage", pairing.coverage());
        paired.set("all", pairing.all(tally));
        for (String field : sliceFields()) {
            paired.withObjectProperty("slices").set(field, pairing.slices(tally, field));
            ArrayNode lost = counts.withObjectProperty("lostSlices").putArray(field);
            before.sliceValues(field).stream()
                    .filter(value -> !rows.sliceValues(field).contains(value))
                    .forEach(lost::add);
        }
    }

    private void results(Policy policy) throws BadInputException {
        if (request.results().isPresent()) {
            ResultsFile results = ResultsFile.read(request.results().get());
            counts.set("results", claims(policy, results));
            evalSetOf(results, "resultsEvalSet");
            JsonNode rows = results.document().path("rows");
            if (rows.isIntegralNumber()) {
                counts.put("resultsRows", rows.asLong());
            }
        }
        if (request.baselineResults().isPresent()) {
            ResultsFile before = ResultsFile.read(request.baselineResults().get());
            evalSetOf(before, "baselineEvalSet");
            JsonNode all = before.document().path("counts").path("predictions").path("all");
            if (COUNTED.contains(before.document().path("schema").asText()) && all.isObject()) {
                counts.putObject("baseline").set("all", all);
            } else {
                counts.set("baselineResults", claims(policy, before));
            }
        }
    }

    /** Notes of which eval set a document of ours is. */
    private void evalSetOf(ResultsFile results, String key) {
        JsonNode sha256 = results.document().path("evalSet").path("sha256");
        if (COUNTED.contains(results.document().path("schema").asText()) && sha256.isTextual()) {
            counts.put(key, sha256.textValue());
        }
    }

    /** The rules' metrics, and every computed metric that the file mentions at its top. */
    private static ObjectNode claims(Policy policy, ResultsFile results) {
        ObjectNode claims = Json.object();
        for (Metric metric : Metric.values()) {
            JsonNode claim = results.document().path(metric.key());
            if (claim.isNumber() && Double.isFinite(claim.doubleValue())) {
                claims.set(metric.key(), claim);
            }
        }
        for (Rule rule : policy.rules()) {
            JsonNode found = results.at(rule.metric());
            if (found.isNumber() && Double.isFinite(found.doubleValue())) {
                claims.set(rule.metric(), found);
            } else {
                claims.putObject(rule.metric())
                        .put(
                                "problem",
                                found.isMissingNode()
                                        ? "the results file has no '" + rule.metric() + "'"
                                        : "the results file's '" + rule.metric() + "' is not a finite number");
            }
        }
        return claims;
    }
}
