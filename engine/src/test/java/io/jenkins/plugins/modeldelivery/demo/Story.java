package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordsCheck;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The story, from version 1 to the rollback; every number in it is measured while it is told. */
final class Story {
    private static final Set<EvidenceKind> FIRST = Set.of(EvidenceKind.SCHEMA, EvidenceKind.SHIFT, EvidenceKind.EVAL);
    private static final Set<EvidenceKind> NEXT =
            Set.of(EvidenceKind.SCHEMA, EvidenceKind.SHIFT, EvidenceKind.EVAL, EvidenceKind.TRAFFIC);

    final List<Chapter> chapters = new ArrayList<>();
    final Figures figures = new Figures();
    private final Settings settings;
    private final Stage stage;
    private final Consumer<Chapter> told;
    private final EvalFiles files;

    /** @param told hears each chapter when it has happened */
    Story(Settings settings, Stage stage, Consumer<Chapter> told) {
        this.settings = settings;
        this.stage = stage;
        this.told = told;
        this.files = new EvalFiles(settings.directory());
    }

    void tell() throws Exception {
        List<Digit> all = Digits.read(Settings.SEED);
        int n = settings.evaluation();
        List<Digit> training = all.subList(0, settings.training());
        List<Digit> evaluation = all.subList(settings.training(), settings.training() + n);
        List<Digit> requests = all.subList(settings.training() + n, settings.training() + 2 * n);
        List<Digit> later = all.subList(settings.training() + 2 * n, settings.training() + 4 * n);
        List<Digit> drifted = Digits.tilted(later, Settings.TILT_DEGREES, Settings.TILT_SPREAD, Settings.SEED);
        Path policy = files.policy(Settings.MIN_ROWS);
        Instant now = Instant.now();
        Path oldSet = files.set("eval.jsonl", evaluation, true, now.minusSeconds(20 * 86_400L));
        Path before = files.set("live-before.jsonl", requests, false, now);

        Softmax v1 = Softmax.train(training, 40);
        gate("v1", v1, policy, oldSet, evaluation, before);
        promote("v1", FIRST);
        figures.bar("v1 reads production before the drift", v1.accuracy(requests));

        List<Digit> live = drifted.subList(0, n);
        Path after = files.set("live-after.jsonl", live, false, now);
        Softmax v2 = Softmax.train(training, 300);
        drifts(v1, v2, evaluation, requests, live);
        gate("v2", v2, policy, oldSet, evaluation, after);
        promote("v2", NEXT);

        List<Digit> fresh = drifted.subList(n, 2 * n);
        Path freshSet = files.set("eval-refreshed.jsonl", fresh, true, now.minusSeconds(60));
        List<Digit> both = new ArrayList<>(training);
        both.addAll(Digits.tilted(training, Settings.TILT_DEGREES, Settings.TILT_SPREAD, Settings.SEED + 1));
        Softmax v4 = Softmax.train(both, 200);
        Softmax v3 = v4.averaging(Settings.COPIES);
        gate("v3", v3, policy, freshSet, fresh, after);
        traffic("v3", v3, live);
        promote("v3", NEXT);
        gate("v4", v4, policy, freshSet, fresh, after);
        traffic("v4", v4, live);
        promote("v4", NEXT);
        Delivery back = stage.rollback("v1", "to show the way back");
        tell(new Chapter("v1 rollback", back.outcome().name(), List.of(back.line())));
    }

    private void drifts(Softmax v1, Softmax v2, List<Digit> evaluation, List<Digit> before, List<Digit> live) {
        figures.bar("v1 reads production after it", v1.accuracy(live));
        figures.bar("v2 on the old eval set", v2.accuracy(evaluation));
        figures.bar("v2 on what production sees", v2.accuracy(live));
        tell(new Chapter(
                "traffic drifts",
                "-",
                List.of(
                        "people now write on tilted tablets: digits turned by %.0f degrees, give or take %.0f"
                                .formatted(Settings.TILT_DEGREES, Settings.TILT_SPREAD),
                        "v1 in production reads " + percent(v1.accuracy(live)) + " right, before the drift "
                                + percent(v1.accuracy(before)),
                        "hindsight, which no gate has: v2 reads " + percent(v2.accuracy(evaluation))
                                + " of the old eval set and " + percent(v2.accuracy(live))
                                + " of what production sees")));
    }

    private void tell(Chapter chapter) {
        chapters.add(chapter);
        told.accept(chapter);
    }

    private void gate(String version, Softmax model, Path policy, Path set, List<Digit> digits, Path live)
            throws Exception {
        stage.register(version, model);
        Path predictions;
        try (ModelServer server = new ModelServer(() -> model)) {
            predictions = files.predictions("predictions-" + version + ".jsonl", server, digits);
        }
        Contract contract = Contract.read(files.contract());
        SchemaReport schema =
                RecordsCheck.check(contract, predictions, 1, ParallelLines.defaultThreads(), Progress.NONE);
        record(version, schema);
        GateRequest request = GateRequest.of(Policy.read(policy), settings.directory(), Instant.now())
                .named(Stage.MODEL, version)
                .candidate(null, predictions, null, set)
                .baseline(null, null, live);
        Report report = Gate.judge(request, new DriftShiftCheck(), Progress.NONE);
        String evidence = record(version, report);
        ObjectNode json = report.toJson();
        JsonNode drift = json.path("drift");
        List<String> lines = new ArrayList<>();
        lines.add("schema: " + schema.verdict() + ", " + json.at("/contract/valid") + " of "
                + json.at("/counts/predictions/rows") + " answers keep the contract");
        lines.add(String.format(
                Locale.ROOT,
                "shift:  %s, eval set against live requests: MMD^2 %.5f, p = %.3f",
                drift.path("verdict").asText(),
                drift.path("mmd2").asDouble(),
                drift.path("p_value").asDouble()));
        lines.add("eval:   " + metrics(json));
        report.reasons().forEach(reason -> lines.add("reason: " + reason));
        lines.add("recorded as evidence " + evidence);
        figures.gate(version, json);
        tell(new Chapter(version + " gate", report.verdict().name(), List.copyOf(lines)));
    }

    private static String metrics(JsonNode report) {
        if (report.at("/counts/predictions/all").isMissingNode()) {
            return "accuracy was not computed";
        }
        List<String> rules = new ArrayList<>();
        report.path("rules")
                .forEach(rule -> rules.add("%s %s (%s %s): %s"
                        .formatted(
                                rule.path("metric").asText(),
                                number(rule.path("observed").asDouble()),
                                rule.path("operator").asText(),
                                number(rule.path("limit").asDouble()),
                                rule.path("verdict").asText())));
        return String.join(", ", rules);
    }

    private void traffic(String version, Softmax model, List<Digit> users) throws Exception {
        String before = stage.weights();
        Report report = stage.traffic(model, users, settings.window());
        String evidence = record(version, report);
        ObjectNode json = report.toJson();
        List<String> lines = new ArrayList<>();
        lines.add("candidate: %d requests, p95 %s ms; production: %d requests, p95 %s ms"
                .formatted(
                        json.at("/input/candidate/requests").asLong(),
                        number(1e3 * json.at("/p95/candidate").asDouble()),
                        json.at("/input/production/requests").asLong(),
                        number(1e3 * json.at("/p95/production").asDouble())));
        report.reasons().forEach(reason -> lines.add("reason: " + reason));
        lines.add(stage.weights().equals(before) ? "route: exactly as before" : "route: CHANGED: " + stage.weights());
        lines.add("recorded as evidence " + evidence);
        figures.traffic(version, json);
        tell(new Chapter(version + " traffic", report.verdict().name(), List.copyOf(lines)));
    }

    private String record(String version, Report report) throws Exception {
        ObjectNode document = report.toJson();
        String kind = Json.schemaOf(document).split("/")[1];
        Recorder.Asked asked = new Recorder.Asked(
                kind,
                Stage.MODEL,
                version,
                Instant.now(),
                Optional.empty(),
                Evaluated.AGAINST_WHAT_SERVES,
                Provenance.COMMAND_LINE);
        return Recorder.record(stage.ledger, asked, document).id();
    }

    private void promote(String version, Set<EvidenceKind> requires) throws Exception {
        try {
            Delivery delivery = stage.promote(version, requires);
            tell(new Chapter(version + " promotion", delivery.outcome().name(), List.of(delivery.line())));
        } catch (RefusedException e) {
            tell(new Chapter(version + " promotion", "REFUSED", List.of(e.getMessage())));
        }
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
