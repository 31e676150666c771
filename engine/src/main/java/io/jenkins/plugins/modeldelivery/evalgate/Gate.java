package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.evaluation.Measure;
import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import io.jenkins.plugins.modeldelivery.evaluation.Pairing;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.evaluation.ResultsFile;
import io.jenkins.plugins.modeldelivery.evaluation.RowNeeds;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.evaluation.Sample;
import io.jenkins.plugins.modeldelivery.evaluation.Tallied;
import io.jenkins.plugins.modeldelivery.evaluation.Tally;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.io.FileState;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Gathers the evidence that a policy asks for, in order, and has it judged. */
public final class Gate {
    private static final double DEFAULT_CONFIDENCE = 0.95;
    private static final int MOST_LEVELS = 64;

    /** Different units that a report keeps exactly: some 3 MB, judged within seconds. */
    private static final int MOST_UNITS = 60_000;

    private static final int[] FEWER_UNITS = {500, 50, 0};

    private final GateRequest request;
    private final Progress progress;

    /** What is looked at in a document of ours that carries raw counts and the eval set's hash. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Counted(Optional<Measured> evalSet, Optional<Counts> counts) {
        private static final Set<String> SCHEMAS = Set.of(GateReport.SCHEMA, "model-delivery/eval-results/v1");

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Measured(Optional<String> sha256) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Counts(Optional<Whole> predictions) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Whole(Optional<Sample> all) {}

        /** Empty for any other document. */
        static Optional<Counted> of(ResultsFile file, Path source) throws BadInputException {
            return SCHEMAS.contains(file.document().path("schema").asText())
                    ? Optional.of(Json.bind(file.document(), Counted.class, source.toString()))
                    : Optional.empty();
        }

        Optional<Sample> all() {
            return counts.flatMap(Counts::predictions).flatMap(Whole::all);
        }
    }

    /** What results files add to the counts. */
    private record Claims(
            Optional<Map<String, Claim>> metrics,
            Optional<String> evalSet,
            OptionalLong rows,
            Map<String, Long> rowsBeside,
            Optional<Boolean> allZero,
            Optional<Sample> all) {
        static final Claims NONE = new Claims(
                Optional.empty(), Optional.empty(), OptionalLong.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    private Gate(GateRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Judges a request.
     *
     * @param shift computes the shift check, if the policy asks for one and there is something to compare with
     * @throws BadInputException for files that are missing or malformed as a whole, or that were changed meanwhile; bad rows
     *     are part of the verdict
     */
    public static GateReport judge(GateRequest request, ShiftCheck shift, Progress progress)
            throws BadInputException, InterruptedException {
        List<FileState> read = request.rows().map(FileState::of).toList();
        GateReport report = new Gate(request, progress).judge(shift);
        for (FileState file : read) {
            file.requireUnchanged();
        }
        return report;
    }

    private GateReport judge(ShiftCheck shift) throws BadInputException, InterruptedException {
        Policy policy = request.policy();
        Optional<String> model = request.model().or(policy::model);
        if (model.isPresent()) {
            Names.require("model", model.get());
        }
        if (request.version().isPresent()) {
            Names.require("version", request.version().get());
        }
        Optional<Contract> contract =
                request.candidate().predictions().isPresent() ? contract(policy) : Optional.empty();
        Optional<RecordSchema> output = contract.flatMap(Contract::output).or(() -> contract.flatMap(Contract::whole));
        EvalSetEvidence evalSet = new EvalSetEvidence(request, progress);
        Optional<Rows> known = evalSet.read();
        List<Measure> measures = measures(evalSet.draw());
        Optional<Rows> predictions = request.candidate().predictions().isPresent()
                ? Optional.of(read(request.candidate().predictions().get(), measures, output, known))
                : Optional.empty();
        Optional<EvalSetFacts> described = evalSet.describe(predictions);
        Optional<ShiftFinding> drift = evalSet.shift(shift);
        Optional<Rows> baseline = Optional.empty();
        GateEvidence evidence = new GateEvidence(
                model,
                request.version(),
                output.isPresent() ? predictions.map(rows -> rows.compliance().among(rows.count())) : Optional.empty(),
                described,
                drift,
                inputs(contract, predictions, baseline),
                gathered(policy, predictions),
                policy,
                request.at());
        // shift and freshness come first: where they do not pass, no metric is computed at all
        if (Preconditions.block(Preconditions.of(evidence)).isEmpty() && predictions.isPresent()) {
            baseline = request.baseline().predictions().isPresent()
                    ? Optional.of(read(request.baseline().predictions().get(), measures, output, known))
                    : Optional.empty();
            evidence = evidence.with(
                    inputs(contract, predictions, baseline),
                    measured(evidence.counts(), measures, predictions.get(), baseline, evalSet));
        }
        return GateReport.of(evidence);
    }

    private static Optional<GateReport.Inputs> inputs(
            Optional<Contract> contract, Optional<Rows> predictions, Optional<Rows> baseline) {
        GateReport.Inputs inputs = new GateReport.Inputs(
                contract.map(Contract::sha256), predictions.map(Rows::sha256), baseline.map(Rows::sha256), Map.of());
        return predictions.isPresent() ? Optional.of(inputs) : Optional.empty();
    }

    /** What is known before any metric is computed. */
    private GateCounts gathered(Policy policy, Optional<Rows> predictions) throws BadInputException {
        Claims candidate = request.candidate().results().isPresent()
                ? candidate(policy, request.candidate().results().get())
                : Claims.NONE;
        Claims before = request.baseline().results().isPresent()
                ? baseline(policy, request.baseline().results().get())
                : Claims.NONE;
        return new GateCounts(
                predictions.map(Gate::predicted),
                candidate.metrics(),
                candidate.evalSet(),
                candidate.rows(),
                candidate.rowsBeside(),
                candidate.allZero(),
                before.evalSet(),
                before.metrics(),
                List.of(),
                Map.of(),
                Map.of(),
                before.all().map(GateCounts.Predicted::of),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private static GateCounts.Predicted predicted(Rows rows) {
        return new GateCounts.Predicted(
                OptionalLong.of(rows.count()),
                Optional.of(rows.defects()),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Map.of());
    }

    private Optional<Contract> contract(Policy policy) throws BadInputException {
        Optional<Path> file =
                request.candidate().contract().or(() -> policy.contractFile().map(request.baseDirectory()::resolve));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Contract contract = Contract.read(file.get());
        if (contract.output().or(contract::whole).isEmpty()) {
            throw new BadInputException(
                    file.get() + " describes no output ($defs/output), so predictions cannot be checked");
        }
        return Optional.of(contract);
    }

    private Rows read(Path file, List<Measure> measures, Optional<RecordSchema> output, Optional<Rows> evalSet)
            throws BadInputException, InterruptedException {
        RowNeeds needs = RowNeeds.of(measures, List.of());
        return Rows.read(file, needs, output.orElse(null), evalSet, request.threads(), progress);
    }

    /** What the rules ask of the rows, each once. */
    private List<Measure> measures(Optional<RequestDraw> draw) {
        return GateEvidence.rules(rules(), draw).stream()
                .flatMap(rule -> rule.measure().stream())
                .distinct()
                .toList();
    }

    /** Those of the policy, and those of minimums that are judged later, by the same counts. */
    private List<Rule> rules() {
        return Stream.concat(Stream.of(request.policy()), request.minimums().stream())
                .flatMap(policy -> policy.rules().stream())
                .toList();
    }

    /** At which a rule, or one of so many values of its slice, may be asked for a bound. */
    private Set<Double> confidences() {
        TreeSet<Double> confidences = new TreeSet<>(List.of(DEFAULT_CONFIDENCE));
        rules().forEach(rule -> rule.confidence().ifPresent(confidences::add));
        List.copyOf(confidences).forEach(confidence -> confidences.add(Bounds.half(confidence)));
        for (Rule rule : rules()) {
            for (int values = 1; values <= MOST_LEVELS && !rule.slice().isEmpty(); values++) {
                confidences.add(1 - (1 - rule.shownConfidence()) / values);
            }
        }
        return confidences;
    }

    private GateCounts measured(
            GateCounts gathered, List<Measure> measures, Rows rows, Optional<Rows> before, EvalSetEvidence evalSet)
            throws BadInputException, InterruptedException {
        Optional<Pairing> pairing = before.map(baseline -> new Pairing(rows, baseline));
        Tally tally = new Tally(confidences());
        List<Tallied> measured = new ArrayList<>();
        for (Measure measure : measures) {
            Optional<Pairing> other = measure.compared() ? pairing : Optional.empty();
            measured.add(
                    Tallied.of(measure, rows, tally, other, request.policy().maxFailed()));
        }
        GateCounts counted = gathered.with(
                gathered.predictions().map(predicted -> predicted.with(tally.all(rows))),
                thinned(measured),
                rows.repeats());
        return before.isEmpty()
                ? counted
                : counted.with(
                        evalSet.coverage(before.get())
                                .map(predicted(before.get())::covering)
                                .orElse(predicted(before.get())),
                        new GateCounts.Paired(pairing.orElseThrow().coverage(), Optional.empty(), Map.of(), Map.of()));
    }

    /** The largest first, until the document keeps its size. */
    private static List<Tallied> thinned(List<Tallied> measured) {
        List<Tallied> thinner = new ArrayList<>(measured);
        for (int exact : FEWER_UNITS) {
            while (thinner.stream().mapToInt(Tallied::different).sum() > MOST_UNITS) {
                int largest = 0;
                for (int i = 1; i < thinner.size(); i++) {
                    largest = thinner.get(i).different() > thinner.get(largest).different() ? i : largest;
                }
                Tallied next = thinner.get(largest).thinned(exact);
                if (next.different() == thinner.get(largest).different()) {
                    break;
                }
                thinner.set(largest, next);
            }
        }
        return thinner;
    }

    private static Claims candidate(Policy policy, Path file) throws BadInputException {
        ResultsFile results = ResultsFile.read(file);
        JsonNode rows = results.document().path("rows");
        return new Claims(
                Optional.of(claims(policy, results)),
                Counted.of(results, file).flatMap(Counted::evalSet).flatMap(Counted.Measured::sha256),
                rows.isIntegralNumber() && rows.canConvertToLong()
                        ? OptionalLong.of(rows.asLong())
                        : OptionalLong.empty(),
                rowsBeside(policy, results),
                results.isAllZeros() ? Optional.of(true) : Optional.empty(),
                Optional.empty());
    }

    /** A document of ours is taken by its counts, any other by what it claims. */
    private static Claims baseline(Policy policy, Path file) throws BadInputException {
        ResultsFile results = ResultsFile.read(file);
        Optional<Counted> counted = Counted.of(results, file);
        Optional<Sample> all = counted.flatMap(Counted::all);
        return new Claims(
                all.isPresent() ? Optional.empty() : Optional.of(claims(policy, results)),
                counted.flatMap(Counted::evalSet).flatMap(Counted.Measured::sha256),
                OptionalLong.empty(),
                Map.of(),
                Optional.empty(),
                all);
    }

    private static Map<String, Long> rowsBeside(Policy policy, ResultsFile results) {
        Map<String, Long> rows = new LinkedHashMap<>();
        policy.rules().forEach(rule -> results.rowsBeside(rule.metric()).ifPresent(n -> rows.put(rule.metric(), n)));
        return rows;
    }

    /** The rules' metrics with what they say of their rows and errors, and every computed metric that the file mentions at its top. */
    private static Map<String, Claim> claims(Policy policy, ResultsFile results) {
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (Metric metric : Metric.COUNTED) {
            finite(results.document().path(metric.key())).ifPresent(claim -> claims.put(metric.key(), claim));
        }
        for (Rule rule : policy.rules()) {
            claims.put(rule.metric(), claim(results, rule.metric()));
            rule.rowsAt().ifPresent(path -> claims.put(path, claim(results, path)));
            rule.stderrAt().ifPresent(path -> claims.put(path, claim(results, path)));
        }
        return claims;
    }

    private static Claim claim(ResultsFile results, String path) {
        JsonNode found = results.at(path);
        return finite(found)
                .orElseGet(() -> Claim.none(
                        found.isMissingNode()
                                ? "the results file has no '" + path + "'"
                                : "the results file's '" + path + "' is not a finite number"));
    }

    private static Optional<Claim> finite(JsonNode found) {
        return found.isNumber() && Double.isFinite(found.doubleValue())
                ? Optional.of(Claim.of(found.decimalValue()))
                : Optional.empty();
    }
}
