package io.jenkins.plugins.modeldelivery.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's command line with the jar as it is delivered, in a process of its own that has no library of it on its class path. */
class CommandLineIT {
    private static final Path JAR =
            Path.of("target", "model-delivery-formats.jar").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE = 120; // seconds, for a busy machine

    @TempDir
    Path directory;

    private record Ended(int code, String out, String err) {
        JsonNode report() throws IOException {
            return JSON.readTree(out);
        }
    }

    private Ended run(List<String> classPath, Optional<Path> formats, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                String.join(System.getProperty("path.separator"), classPath),
                "io.jenkins.plugins.modeldelivery.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("MODEL_DELIVERY_FORMATS");
        formats.ifPresent(path -> builder.environment().put("MODEL_DELIVERY_FORMATS", path.toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Ended run(String... arguments) throws Exception {
        return run(engine(), Optional.of(JAR), arguments);
    }

    /** What surefire has on the class path, less what is in the jar and what only the tests' writer needs. */
    private static List<String> engine() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<Path> entries = Arrays.stream(all.split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
        List<String> engine = entries.stream()
                .filter(entry -> !entry.startsWith(JAR.getParent()))
                .filter(entry -> !entry.getFileName().toString().matches("(parquet|aircompressor|hadoop)-.*"))
                .map(Path::toString)
                .toList();
        assertThat(engine).hasSizeLessThan(entries.size() - 5);
        return engine;
    }

    private void policy() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), """
                schema: model-delivery/policy/v1
                model: intent
                rules:
                  - {metric: accuracy, atLeast: 0.8, confidence: 0.95}
                  - {metric: accuracy, slice: language, atLeast: 0.7}
                  - {metric: p95_latency_ms, atMost: 120}
                  - {metric: error_rate, atMost: 0.05}
                """);
    }

    private void predictions(CompressionCodecName codec) throws IOException {
        StringBuilder lines = new StringBuilder();
        Written.as("required binary id (STRING); optional binary label (STRING); optional binary prediction (STRING);"
                        + " optional double latency_ms; optional binary language (STRING); optional binary error (STRING);"
                        + " optional group output { optional float score; }")
                .packed(codec)
                .inPagesOf(90)
                .inGroupsOf(250)
                .to(directory.resolve("p.parquet"), 600, (row, i) -> {
                    String label = i % 3 == 0 ? "yes" : "no";
                    String language = i % 2 == 0 ? "de" : "en";
                    row.append("id", "r" + i).append("label", label).append("latency_ms", i / 8.0);
                    row.append("language", language);
                    lines.append("{\"id\":\"r" + i + "\",\"label\":\"" + label + "\",\"latency_ms\":" + i / 8.0
                            + ",\"language\":\"" + language + "\"");
                    if (i % 100 == 7) {
                        row.append("error", "timeout");
                        lines.append(",\"error\":\"timeout\",\"prediction\":null");
                    } else {
                        String prediction = i % 11 == 0 ? "maybe" : label;
                        row.append("prediction", prediction).addGroup("output").append("score", 0.5f);
                        lines.append(",\"prediction\":\"" + prediction + "\",\"output\":{\"score\":0.5}");
                    }
                    lines.append("}\n");
                });
        Files.writeString(directory.resolve("p.jsonl"), lines);
    }

    @Test
    void shouldGiveTheGatesReportOfJsonLines() throws Exception {
        policy();
        predictions(CompressionCodecName.ZSTD);
        String[] gate = {"gate", "--policy", "policy.yaml", "--format", "json", "--predictions"};
        Ended lines = run(with(gate, "p.jsonl"));
        Ended parquet = run(with(gate, "p.parquet"));
        assertThat(parquet.err).isEmpty();
        assertThat(parquet.code).isEqualTo(lines.code).isZero();
        assertThat(timeless(parquet.report())).isEqualTo(timeless(lines.report()));
        assertThat(parquet.report().path("rules")).hasSize(5);
    }

    /** Whatever was read when, and from which file. */
    private static JsonNode timeless(JsonNode report) {
        return ((ObjectNode) report).without(List.of("judgedAt", "inputs"));
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** One array of floats: in lists, in columns, and as JSON and CSV have it. */
    @Test
    void shouldGiveTheShiftOfJsonLinesAndCsv() throws Exception {
        vectors("reference", 1);
        vectors("current", 2);
        Ended lines = drift("jsonl");
        for (String format : new String[] {"parquet", "columns.parquet", "csv"}) {
            Ended other = drift(format);
            assertThat(other.code).as(other.err).isEqualTo(lines.code);
            assertThat(other.err).isEmpty();
            for (String figure :
                    new String[] {"verdict", "mmd2", "p_value", "bandwidth", "ladder", "effect", "n", "m", "d"}) {
                assertThat(other.report().path(figure))
                        .as(format + " " + figure)
                        .isEqualTo(lines.report().path(figure));
            }
            for (String side : new String[] {"reference", "current"}) {
                assertThat(other.report().path(side).path("sha256").textValue())
                        .isEqualTo(Sha256.of(directory.resolve(side + "." + format)));
            }
        }
        assertThat(lines.report().path("mmd2").isNumber()).isTrue();
    }

    private Ended drift(String format) throws Exception {
        return run(
                "drift",
                "--reference",
                "reference." + format,
                "--current",
                "current." + format,
                "--permutations",
                "99",
                "--format",
                "json");
    }

    private void vectors(String name, long seed) throws IOException {
        Random random = new Random(seed);
        float[][] rows = new float[60][3];
        StringBuilder lines = new StringBuilder();
        StringBuilder cells = new StringBuilder("id,x,y,z\n");
        for (int i = 0; i < rows.length; i++) {
            for (int u = 0; u < rows[i].length; u++) {
                rows[i][u] = (float) random.nextGaussian();
            }
            String numbers = (double) rows[i][0] + "," + (double) rows[i][1] + "," + (double) rows[i][2];
            lines.append("{\"id\":\"" + i + "\",\"embedding\":[" + numbers + "]}\n");
            cells.append(i + "," + numbers + "\n");
        }
        Files.writeString(directory.resolve(name + ".jsonl"), lines);
        Files.writeString(directory.resolve(name + ".csv"), cells);
        Written.as("required binary id (STRING); optional binary text (STRING);"
                        + " optional group embedding (LIST) { repeated group list { optional float element; } }")
                .packed(CompressionCodecName.SNAPPY)
                .to(directory.resolve(name + ".parquet"), rows.length, (row, i) -> {
                    row.add("id", Integer.toString(i));
                    Group list = row.addGroup("embedding");
                    for (float number : rows[i]) {
                        list.addGroup("list").add("element", number);
                    }
                });
        Written.as("required int64 id; required float x; required float y; optional double z;")
                .to(
                        directory.resolve(name + ".columns.parquet"),
                        rows.length,
                        (row, i) -> row.append("id", (long) i)
                                .append("x", rows[i][0])
                                .append("y", rows[i][1])
                                .append("z", (double) rows[i][2]));
    }

    @Test
    void shouldSayInOneLineWhatIsMissing() throws Exception {
        policy();
        predictions(CompressionCodecName.GZIP);
        String[] gate = {"gate", "--policy", "policy.yaml", "--predictions", "p.parquet"};
        Ended without = run(engine(), Optional.empty(), gate);
        assertThat(without.code).isEqualTo(2);
        assertThat(without.err.lines())
                .singleElement()
                .asString()
                .startsWith(
                        "model-delivery: p.parquet is Parquet: put model-delivery-formats.jar beside model-delivery.jar");
        Ended wrong = run(engine(), Optional.of(directory.resolve("nowhere.jar")), gate);
        assertThat(wrong.code).isEqualTo(2);
        assertThat(wrong.err.lines()).singleElement().asString().contains("MODEL_DELIVERY_FORMATS names", "not a file");
        Path engine = Path.of(engineJar());
        Ended other = run(engine(), Optional.of(engine), gate);
        assertThat(other.code).isEqualTo(2);
        assertThat(other.err.lines()).singleElement().asString().contains("reads no Parquet");
    }

    private static String engineJar() {
        return engine().stream()
                .filter(entry -> entry.matches(".*model-delivery-engine-[^/\\\\]*\\.jar"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFindTheJarBesideTheRunnableOne() throws Exception {
        policy();
        predictions(CompressionCodecName.LZ4_RAW);
        Path home = Files.createDirectory(directory.resolve("a home"));
        Path runnable = Files.copy(Path.of(engineJar()), home.resolve("model-delivery.jar"));
        Files.copy(JAR, home.resolve("model-delivery-formats.jar"));
        List<String> classPath = new ArrayList<>(engine());
        classPath.replaceAll(entry -> entry.equals(engineJar()) ? runnable.toString() : entry);
        Ended gate = run(classPath, Optional.empty(), "gate", "--policy", "policy.yaml", "--predictions", "p.parquet");
        assertThat(gate.err).isEmpty();
        assertThat(gate.code).isZero();
    }

    @Test
    void shouldRefuseDamageInOneLine() throws Exception {
        policy();
        predictions(CompressionCodecName.SNAPPY);
        byte[] bytes = Files.readAllBytes(directory.resolve("p.parquet"));
        bytes[bytes.length / 3] ^= 1;
        Files.write(directory.resolve("p.parquet"), bytes);
        Ended gate = run("gate", "--policy", "policy.yaml", "--predictions", "p.parquet");
        assertThat(gate.code).isEqualTo(2);
        assertThat(gate.out).isEmpty();
        assertThat(gate.err.lines()).singleElement().asString().contains("p.parquet cannot be read", "it is damaged");
    }

    /** Its classes are those of one jar: were one missing, a table with everything in it would say so. */
    @Test
    void shouldHoldEveryClassThatItNeeds() throws Exception {
        for (String file : new String[] {"pyarrow.parquet", "pyarrow-v2.parquet", "duckdb.parquet"}) {
            Path copy = Files.copy(Path.of(CommandLineIT.class.getResource(file).toURI()), directory.resolve(file));
            Files.writeString(directory.resolve("contract.json"), "{\"$defs\": {\"output\": {\"type\": \"object\"}}}");
            Ended schema = run(
                    "schema",
                    "--contract",
                    "contract.json",
                    "--records",
                    copy.getFileName().toString());
            assertThat(schema.out).as(schema.err).contains("of 3 records");
        }
        assertThat(Files.size(JAR)).isLessThan(10 << 20);
    }
}
