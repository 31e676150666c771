package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.eval.ScriptedServer;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.LeaseTarget;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Whole files of every kind that is read, small and good enough for a PASS. */
final class FuzzSamples implements AutoCloseable {
    static final int ROWS = 120;
    static final String CONTRACT = """
        {"$defs": {"input": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
         "output": {"type": "object", "required": ["intent", "confidence"], "properties": {
           "intent": {"enum": ["a", "b"], "pattern": "^[a-z]+$"},
           "confidence": {"type": "number", "minimum": 0, "maximum": 1}}}}}
        """;
    private static final String POLICY = """
        schema: model-delivery/policy/v1
        model: intent
        evalSet: {minRows: 100, maxAge: 36500d}
        rules:
          - {metric: accuracy, atLeast: 0.8, confidence: 0.95}
          - {metric: accuracy, atLeast: 0.5, slice: language}
          - {metric: p95_latency_ms, atMost: 500}
        """;

    private final Path home;
    private int names;
    private final ScriptedServer server = new ScriptedServer(request -> ScriptedServer.Reply.json("1"));

    FuzzSamples(Path home) throws Exception {
        this.home = home;
        text("policy.yaml", POLICY);
        text("contract.json", CONTRACT);
        text("eval.jsonl", lines(FuzzSamples::evalRow));
        text(
                "eval.jsonl.meta.json",
                "{\"schema\": \"model-delivery/eval-set-meta/v1\", \"asOf\": \"2026-06-01T00:00:00Z\", \"rows\":"
                        + " 120}\n");
        text("predictions.jsonl", lines(FuzzSamples::prediction));
        text("records.jsonl", lines(i -> "{\"output\":{\"intent\":\"a\",\"confidence\":0.%d}}".formatted(10 + i % 90)));
        text("reference.jsonl", lines(i -> "{\"id\":\"%d\",\"embedding\":[%s]}".formatted(i, vector(i, ","))));
    }

    Path at(String name) {
        return home.resolve(name);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    String path(String name) {
        return at(name).toString();
    }

    /** A name that was not there before. */
    String newName() {
        return "v" + ++names;
    }

    /** The result of a command that has to succeed. */
    Cli.Result run(List<String> command, String... more) {
        Cli.Result result =
                Cli.run(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        return result;
    }

    Path text(String name, String content) throws IOException {
        return Files.writeString(at(name), content);
    }

    static String lines(IntFunction<String> line) {
        return IntStream.range(0, ROWS).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String evalRow(int i) {
        return "{\"id\":\"r%d\",\"input\":{\"text\":\"t %d\"},\"label\":\"%s\",\"language\":\"%s\"}"
                .formatted(i, i, i % 2 == 0 ? "yes" : "no", i % 3 == 0 ? "de" : "en");
    }

    private static String prediction(int i) {
        return "{\"id\":\"r%d\",\"label\":\"%s\",\"prediction\":\"%s\",\"latency_ms\":%d.5,\"language\":\"%s\"}"
                .formatted(
                        i,
                        i % 2 == 0 ? "yes" : "no",
                        (i % 2 == 0) != (i < 6) ? "yes" : "no",
                        i + 1,
                        i % 3 == 0 ? "de" : "en");
    }

    static String csvPredictions() {
        return "id,label,prediction,latency_ms,language\n"
                + lines(i -> "r%d,%s,%s,%d.5,%s"
                        .formatted(
                                i,
                                i % 2 == 0 ? "yes" : "no",
                                (i % 2 == 0) != (i < 6) ? "yes" : "no",
                                i + 1,
                                i % 3 == 0 ? "de" : "en"));
    }

    static double[] vector(int row) {
        Random random = new Random(row * 31L + 7);
        return new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    }

    static String vector(int row, String between) {
        return IntStream.range(0, 3)
                .mapToObj(i -> "%.6f".formatted(vector(row)[i]))
                .collect(Collectors.joining(between));
    }

    static byte[] npy() {
        byte[] header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 3), }\n"
                .formatted(ROWS)
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(10 + header.length + ROWS * 12).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {1, 0});
        file.putShort((short) header.length).put(header);
        for (int row = 0; row < ROWS; row++) {
            for (double value : vector(row)) {
                file.putFloat((float) value);
            }
        }
        return file.array();
    }

    static byte[] npz() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("embedding.npy"));
            zip.write(npy());
        }
        return bytes.toByteArray();
    }

    /** Packs a file; into two members, so that the second can be lost. */
    Path packed(String name) throws IOException {
        String text = Files.readString(at(name));
        int half = text.indexOf('\n', text.length() / 2) + 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : List.of(text.substring(0, half), text.substring(half))) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        return Files.write(at(name), bytes.toByteArray());
    }

    static String counts(int requests) {
        return """
            {"schema": "model-delivery/traffic-counts/v1", "windowSeconds": 300, "expectedShare": 0.05,
             "candidate": {"requests": %d, "errors": 0, "latencySeconds": {"buckets": [{"le": 0.049, "count": 10},
               {"le": "0.051", "count": %d}, {"le": "+Inf", "count": %d}]}},
             "production": {"requests": 28500, "errors": 9, "latencySeconds": {"buckets": [{"le": 0.049, "count": 10},
               {"le": "0.051", "count": 28500}, {"le": "+Inf", "count": 28500}]}}}
            """.formatted(requests, requests, requests);
    }

    /** The first object below a prefix of the model, in a ledger with evidence of three gates, decisions and a lease. */
    Path inLedger(String prefix) throws Exception {
        fillLedger();
        try (Stream<Path> files =
                Files.walk(at("ledger/models/intent").resolve(prefix).normalize())) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
    }

    private void fillLedger() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(at("ledger")));
        ledger.versions().register(Drafts.version("1.0"));
        for (List<String> gate : List.of(gate(), drift("reference.jsonl"), schema())) {
            run(gate, "--ledger", path("ledger"), "--model", Drafts.MODEL, "--version", "1.0");
        }
        ledger.decisions().append(Drafts.promoted("production", "1.0"));
        ledger.decisions().append(Drafts.promoted("staging", "1.0"));
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        ledger.leases()
                .create(target, "a", "build 1", Drafts.TIME, Json.object().put("weight", 95));
        ledger.leases().transition(target, "a", Lease.State.ACTIVE, Optional.empty(), Optional.empty());
    }

    List<String> verify() {
        return List.of("ledger", "verify", "--ledger", path("ledger"));
    }

    List<String> gate() {
        return List.of(
                "gate",
                "--policy",
                path("policy.yaml"),
                "--predictions",
                path("predictions.jsonl"),
                "--eval-set",
                path("eval.jsonl"));
    }

    /** Rows against those of the reference. */
    List<String> drift(String current) {
        return List.of(
                "drift",
                "--reference",
                path("reference.jsonl"),
                "--current",
                path(current),
                "--embedding-model",
                "e5",
                "--permutations",
                "199",
                "--threads",
                "1");
    }

    List<String> schema() {
        return List.of("schema", "--contract", path("contract.json"), "--records", path("records.jsonl"));
    }

    /** Request logs and the labels of some of them. */
    Path logsAndLabels() throws IOException {
        Files.createDirectories(at("logs/dt=2026-11-10"));
        text(
                "logs/dt=2026-11-10/a.jsonl",
                lines(i -> "{\"id\":\"q%d\",\"input\":%d,\"timestamp\":\"2026-11-%02dT00:00:00Z\"}"
                        .formatted(i, i, 1 + i % 19)));
        return text("labels.jsonl", lines(i -> "{\"id\":\"q%d\",\"label\":%d}".formatted(i, i % 2)));
    }

    List<String> refresh() {
        return List.of(
                "refresh",
                "--logs",
                path("logs"),
                "--rows",
                "100",
                "--until",
                "2026-11-20T00:00:00Z",
                "--labels",
                path("labels.jsonl"),
                "--output",
                path("next.jsonl"));
    }

    /** Against a model that answers everything. */
    List<String> eval() {
        return List.of(
                "eval",
                "--eval-set",
                path("run.jsonl"),
                "--url",
                server.url("/").toString(),
                "--warm-up",
                "0",
                "--predictions",
                path("p.jsonl"),
                "--results",
                path("r.json"));
    }
}
