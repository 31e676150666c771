package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every kind of file that a command reads: a whole one, the command, and which damaged ones may pass. */
enum FuzzReader {
    PREDICTIONS(files -> files.at("predictions.jsonl"), FuzzSamples::gate, RightfulPass::everyRow),
    PREDICTIONS_CSV(
            files -> files.text("predictions.jsonl", FuzzSamples.csvPredictions()),
            FuzzSamples::gate,
            RightfulPass::table),
    PREDICTIONS_PACKED(files -> files.packed("predictions.jsonl"), FuzzSamples::gate, RightfulPass::sameReport),
    EVAL_SET(files -> files.at("eval.jsonl"), FuzzSamples::gate, RightfulPass::everyRow),
    EVAL_SET_META(files -> files.at("eval.jsonl.meta.json"), FuzzSamples::gate, RightfulPass::json),
    POLICY_YAML(files -> files.at("policy.yaml"), FuzzSamples::gate, RightfulPass::yaml),
    /** A contract of which no record is asked, and rules. */
    POLICY_JSON(files -> files.text("policy.yaml", """
                    {"schema": "model-delivery/policy/v1", "model": "intent",
                     "contract": {"file": "contract.json", "compliance": 0},
                     "rules": [{"metric": "accuracy", "atLeast": 0.8, "confidence": 0.95},
                               {"metric": "p95_latency_ms", "atMost": 500}]}
                    """), FuzzSamples::gate, RightfulPass::yaml),
    RESULTS(
            files -> {
                files.text("claims.yaml", """
                        schema: model-delivery/policy/v1
                        model: intent
                        rules:
                          - {metric: accuracy, atLeast: 0.8}
                          - {metric: eval.wer, atMost: 0.2, rows: eval.n}
                        """);
                return files.text(
                        "results.json", "{\"accuracy\": 0.91, \"rows\": 500, \"eval\": {\"wer\": 0.12, \"n\": 400}}\n");
            },
            files -> List.of("gate", "--policy", files.path("claims.yaml"), "--results", files.path("results.json")),
            RightfulPass::numbers),
    BASELINE_REPORT(
            files -> {
                String head = "schema: model-delivery/policy/v1\nmodel: intent\nrules:\n";
                Cli.Result report = files.run(
                        List.of(
                                "gate",
                                "--policy",
                                files.text("before.yaml", head + "  - {metric: accuracy, atLeast: 0.1}\n")
                                        .toString(),
                                "--predictions",
                                files.path("predictions.jsonl")),
                        "--format",
                        "json");
                files.text("policy.yaml", head + "  - {metric: accuracy, noWorseThanBaseline: 0.2}\n");
                return files.text("before.json", report.out());
            },
            files -> with(files.gate(), "--baseline-results", files.path("before.json")),
            RightfulPass::numbers),
    ENVIRONMENT(
            files -> files.text("production.yaml", """
                    schema: model-delivery/environment/v1
                    name: production
                    workload: deployment/scorer
                    container: model
                    requires: [eval]
                    timing: {rollout: 20s, poll: 1s, evidenceAge: 31d}
                    minimum:
                      rules: [{metric: accuracy, atLeast: 0.5, confidence: 0.95}]
                      minRows: 100
                      maxAge: 31d
                      traffic: {share: 5%, window: 300s, p95Increase: 15%, errorRate: 0.1%}
                    """),
            files -> with(files.gate(), "--minimum", files.path("production.yaml")),
            RightfulPass::yaml),
    CONTRACT(files -> files.at("contract.json"), FuzzSamples::schema, RightfulPass::json),
    RECORDS(files -> files.at("records.jsonl"), FuzzSamples::schema, RightfulPass::lines),
    MLMODEL(
            files -> {
                files.text("signed.json", """
                        {"$defs": {"input": {"type": "object", "required": ["text"],
                            "properties": {"text": {"type": "string"}}},
                         "output": {"type": "object", "required": ["intent", "confidence"],
                            "properties": {"intent": {"type": "string"}, "confidence": {"type": "number"}}}}}
                        """);
                return files.text("MLmodel", """
                        flavors: {sklearn: {sklearn_version: 1.5.0}}
                        signature:
                          inputs: '[{"type": "string", "name": "text", "required": true}]'
                          outputs: '[{"type": "string", "name": "intent"}, {"type": "double", "name": "confidence"}]'
                          params: null
                        """);
            },
            files -> List.of("schema", "--contract", files.path("signed.json"), "--signature", files.path("MLmodel")),
            RightfulPass::yaml),
    VECTORS_JSONL(
            files -> Files.copy(files.at("reference.jsonl"), files.at("now.jsonl")),
            files -> files.drift("now.jsonl"),
            RightfulPass::lines),
    VECTORS_CSV(
            files -> files.text("now.csv", "x,y,z\n" + FuzzSamples.lines(i -> FuzzSamples.vector(i, ","))),
            files -> files.drift("now.csv"),
            RightfulPass::table),
    VECTORS_NPY(
            files -> Files.write(files.at("now.npy"), FuzzSamples.npy()),
            files -> files.drift("now.npy"),
            RightfulPass::sameLength),
    VECTORS_NPZ(
            files -> Files.write(files.at("now.npz"), FuzzSamples.npz()),
            files -> files.drift("now.npz"),
            RightfulPass::sameReport),
    VECTORS_PACKED(
            files -> {
                Files.copy(files.at("reference.jsonl"), files.at("now.gz"));
                return files.packed("now.gz");
            },
            files -> files.drift("now.gz"),
            RightfulPass::sameReport),
    FINGERPRINT(
            files -> {
                files.run(
                        List.of("fingerprint", "create", files.path("reference.jsonl")),
                        "--embedding-model",
                        "e5",
                        "--output",
                        files.path("now.fp.json"));
                return files.at("now.fp.json");
            },
            files -> List.of(
                    "fingerprint",
                    "compare",
                    "--reference",
                    files.path("now.fp.json"),
                    "--current",
                    files.path("now.fp.json")),
            RightfulPass::json),
    TRAFFIC_COUNTS(
            files -> files.text("counts.json", FuzzSamples.counts(1500)),
            files -> List.of("traffic", "judge", "--counts", files.path("counts.json")),
            RightfulPass::jsonOrLines),
    DVC_POINTER(
            files -> {
                Path content = files.at("remote/files/md5/9a/0364b9e99bb480dd25e1f0284c8555");
                Files.createDirectories(content.getParent());
                Files.writeString(content, "content");
                return files.text(
                        "m.dvc", "outs:\n- {md5: 9a0364b9e99bb480dd25e1f0284c8555, size: 7, hash: md5, path: m}\n");
            },
            files -> List.of(
                    "ledger",
                    "register",
                    Drafts.MODEL,
                    files.newName(),
                    "--dvc",
                    files.path("m.dvc"),
                    "--remote",
                    files.path("remote"),
                    "--verify-md5",
                    "--ledger",
                    files.path("ledger")),
            RightfulPass::yaml),
    LABELS(FuzzSamples::logsAndLabels, FuzzSamples::refresh, RightfulPass::lines),
    /** A line of a log that cannot be read is counted and left out; the command judges nothing. */
    REQUEST_LOG(
            files -> {
                files.logsAndLabels();
                return files.at("logs/dt=2026-11-10/a.jsonl");
            },
            FuzzSamples::refresh,
            copies -> Optional.empty()),
    EVAL_RUN(files -> files.text("run.jsonl", """
                    {"id":"a","input":1,"label":1}
                    {"id":"b","input":2,"label":0}
                    {"id":"c","input":{"x":[1.5,"é"]},"label":1}
                    """), FuzzSamples::eval, RightfulPass::lines),
    LEDGER_VERSION(files -> files.inLedger("versions"), FuzzSamples::verify, RightfulPass::sameObject),
    LEDGER_EVIDENCE(files -> files.inLedger("evidence"), FuzzSamples::verify, RightfulPass::sameObject),
    LEDGER_DECISION(files -> files.inLedger("decisions"), FuzzSamples::verify, RightfulPass::sameObject),
    LEDGER_NEWEST_DECISION(
            files -> files.inLedger("decisions").resolveSibling("000000000002.json"),
            FuzzSamples::verify,
            RightfulPass::sameObject),
    /** Nothing else in the ledger says what these were, so they have to be documents, as everywhere. */
    LEDGER_FINGERPRINT(files -> files.inLedger("fingerprints"), FuzzSamples::verify, RightfulPass::json),
    LEDGER_POINT(files -> files.inLedger("history"), FuzzSamples::verify, RightfulPass::json),
    LEDGER_LEASE(files -> files.inLedger("../../leases"), FuzzSamples::verify, RightfulPass::json);

    /** What damage made of a file, and of the report on it. */
    record Copies(byte[] whole, byte[] damaged, Cli.Result before, Cli.Result result) {}

    private final Setting setting;
    private final Command command;
    private final Oracle oracle;

    FuzzReader(Setting setting, Command command, Oracle oracle) {
        this.setting = setting;
        this.command = command;
        this.oracle = oracle;
    }

    @FunctionalInterface
    private interface Setting {
        Path write(FuzzSamples files) throws Exception;
    }

    @FunctionalInterface
    private interface Command {
        List<String> of(FuzzSamples files);
    }

    @FunctionalInterface
    private interface Oracle {
        Optional<String> whyNot(Copies copies);
    }

    /** Writes whatever the command needs; returns the file that is damaged. */
    Path write(FuzzSamples files) throws Exception {
        return setting.write(files);
    }

    List<String> command(FuzzSamples files) {
        return with(command.of(files), "--format", "json");
    }

    /** Why a PASS is wrong; empty where it is right. */
    Optional<String> whyNoPass(Copies copies) {
        return oracle.whyNot(copies);
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }
}
