package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.eval.ScriptedServer;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(S3Server.Extension.class)
class RefreshCommandTest {
    @TempDir
    Path dir;

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-%02dT00:00:00Z\"}\n"
                        .formatted(i, i, 1 + i % 19))
                .collect(Collectors.joining());
    }

    private Path labels() throws Exception {
        return Files.writeString(
                dir.resolve("labels.jsonl"),
                IntStream.range(0, 400)
                        .mapToObj(i -> "{\"id\":\"r%d\",\"label\":%d}\n".formatted(i, i % 2))
                        .collect(Collectors.joining()));
    }

    /** Inputs, unless more says otherwise. */
    private Cli.Result refresh(String logs, String... more) {
        String[] args = new String[6 + more.length];
        args[0] = "refresh";
        args[1] = "--logs=" + logs;
        args[2] = "--rows=100";
        args[3] = "--until=2026-11-20T00:00:00Z";
        args[4] = "--output=" + dir.resolve("next.jsonl");
        args[5] = "--draw=inputs";
        System.arraycopy(more, 0, args, 6, more.length);
        return Cli.run(args);
    }

    @Test
    void shouldDrawTheSameFromABucketAsFromADirectory(S3Server server) throws Exception {
        Path logs = Files.createDirectories(dir.resolve("logs/dt=2026-11-10"));
        Files.writeString(logs.resolve("a.jsonl"), lines(0, 200));
        Files.writeString(logs.resolve("b.jsonl"), lines(200, 300));
        Cli.Result local = refresh(dir.resolve("logs").toString(), "--labels=" + labels());
        assertThat(local.exitCode()).as(local.err()).isZero();
        assertThat(local.out()).contains("100 labelled rows in", "in the window");
        String drawn = Files.readString(dir.resolve("next.jsonl"));
        try (var client = software.amazon.awssdk.services.s3.S3Client.builder()
                .endpointOverride(java.net.URI.create(server.endpoint()))
                .credentialsProvider(S3Server.credentials())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .forcePathStyle(true)
                .build()) {
            client.putObject(r -> r.bucket(S3Server.BUCKET).key("req/dt=2026-11-10/z.jsonl"), logs.resolve("a.jsonl"));
            client.putObject(r -> r.bucket(S3Server.BUCKET).key("req/dt=2026-11-10/c.jsonl"), logs.resolve("b.jsonl"));
            System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
            System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
            Files.delete(dir.resolve("next.jsonl"));
            Cli.Result remote = refresh(
                    "s3://" + S3Server.BUCKET + "/req/",
                    "--labels=" + labels(),
                    "--endpoint-url=" + server.endpoint(),
                    "--path-style");
            assertThat(remote.exitCode()).as(remote.err()).isZero();
            assertThat(Files.readString(dir.resolve("next.jsonl"))).isEqualTo(drawn);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    /** The whole changeover: old set, new set, both versions on the new one; mixed sets are not compared. */
    @Test
    void shouldLeadToAComparisonOfTwoVersionsOnTheNewSet() throws Exception {
        Path logs = Files.createDirectories(dir.resolve("logs"));
        Files.writeString(logs.resolve("a.jsonl"), lines(0, 400));
        Path old = Files.writeString(
                dir.resolve("old.jsonl"),
                IntStream.range(0, 100)
                        .mapToObj(i -> "{\"id\":\"r%d\",\"input\":%d,\"label\":%d}\n".formatted(i, i, i % 2))
                        .collect(Collectors.joining()));
        assertThat(refresh(logs.toString(), "--labels=" + labels()).exitCode()).isZero();
        Path next = dir.resolve("next.jsonl");
        try (ScriptedServer model = new ScriptedServer(request ->
                ScriptedServer.Reply.json(String.valueOf(request.body().asInt() % 2)))) {
            for (String[] run : new String[][] {
                {"candidate", next.toString()}, {"production", next.toString()}, {"before", old.toString()}
            }) {
                Cli.Result eval = Cli.run(
                        "eval",
                        "--eval-set=" + run[1],
                        "--url=" + model.url("/"),
                        "--predictions=" + dir.resolve(run[0] + ".jsonl"),
                        "--results=" + dir.resolve(run[0] + ".json"));
                assertThat(eval.exitCode()).as(eval.err()).isZero();
            }
        }
        assertThat(gate("production").exitCode()).isZero();
        Cli.Result mixed = gate("before");
        assertThat(mixed.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(mixed.out()).contains("evaluate the version in production on this eval set too");
        assertThat(Json.read(dir.resolve("candidate.json")).at("/evalSet/sha256"))
                .isEqualTo(Json.read(dir.resolve("next.jsonl.meta.json")).get("sha256"));
    }

    private Cli.Result gate(String baseline) throws Exception {
        Path policy = Files.writeString(
                dir.resolve("policy.yaml"),
                "schema: model-delivery/policy/v1\nrules: [{metric: accuracy, noWorseThanBaseline: 0.01}]");
        return Cli.run(
                "gate",
                "--policy=" + policy,
                "--eval-set=" + dir.resolve("next.jsonl"),
                "--predictions=" + dir.resolve("candidate.jsonl"),
                "--results=" + dir.resolve("candidate.json"),
                "--baseline-predictions=" + dir.resolve(baseline + ".jsonl"));
    }

    @Test
    void shouldSayThatThereIsNoEvalSetYetAndRefuseNonsense() throws Exception {
        Path logs = Files.createDirectories(dir.resolve("logs"));
        Files.writeString(logs.resolve("a.jsonl"), lines(0, 50));
        Cli.Result none = refresh(logs.toString());
        assertThat(none.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(none.out()).startsWith("no row has a label yet").contains("fewer rows than asked");
        String[] wrong = {
            "--similarity=2",
            "--similarity=much",
            "--days=0",
            "--until=today",
            "--oversample=0",
            "--min-per-stratum=101",
            "--id=",
            "--input=a/b",
            "--keep=label",
            "--format=xml",
            "--labels=" + dir.resolve("none")
        };
        for (String option : wrong) {
            Cli.Result result = "--until=today".equals(option)
                    ? Cli.run("refresh", "--logs=" + logs, "--rows=1", "--output=" + dir.resolve("x"), option)
                    : refresh(logs.toString(), option);
            assertThat(result.exitCode()).as(option + result.err()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(result.err().lines()).as(option).hasSize(1);
        }
    }

    /** Requests drawn, asked, labelled, and judged as often as each was drawn; predictions need say nothing of that. */
    @Test
    void shouldJudgeRequestsAsProductionSendsThem() throws Exception {
        Path logs = Files.createDirectories(dir.resolve("logs"));
        Files.writeString(
                logs.resolve("a.jsonl"),
                IntStream.range(0, 400)
                        .mapToObj(i ->
                                "{\"id\":\"r%d\",\"input\":%d,\"timestamp\":\"2026-11-05\",\"status\":%d,\"user\":\"u%d\"}\n"
                                        .formatted(i, i % 2 == 0 ? 0 : i, i % 10 == 9 ? 500 : 200, i % 7))
                        .collect(Collectors.joining()));
        String[] draw = {
            "refresh",
            "--logs=" + logs,
            "--rows=200",
            "--until=2026-11-20T00:00:00Z",
            "--status=status=200",
            "--output=" + dir.resolve("next.jsonl"),
            "--labels="
                    + Files.writeString(
                            dir.resolve("l.jsonl"),
                            IntStream.range(0, 390)
                                    .mapToObj(i -> "{\"id\":\"r%d\",\"label\":%d}\n".formatted(i, i % 2 == 0 ? 0 : 1))
                                    .collect(Collectors.joining()))
        };
        Cli.Result drawn = Cli.run(draw);
        assertThat(drawn.exitCode()).as(drawn.err()).isZero();
        assertThat(drawn.out()).contains("requests", "failed attempts left out", "500: 40");
        try (ScriptedServer model = new ScriptedServer(request ->
                ScriptedServer.Reply.json(String.valueOf(request.body().asInt() % 2)))) {
            Cli.Result eval = Cli.run(
                    "eval",
                    "--eval-set=" + dir.resolve("next.jsonl"),
                    "--url=" + model.url("/"),
                    "--predictions=" + dir.resolve("p.jsonl"),
                    "--results=" + dir.resolve("p.json"));
            assertThat(eval.exitCode()).as(eval.err()).isZero();
        }
        Path bare = Files.writeString(
                dir.resolve("bare.jsonl"),
                Files.readString(dir.resolve("p.jsonl")).replaceAll(",\"(label|drawn)\":\\d+", ""));
        assertThat(Files.readString(bare)).doesNotContain("drawn", "label\"");
        Path policy = Files.writeString(
                dir.resolve("policy.yaml"),
                "schema: model-delivery/policy/v1\nrules: [{metric: accuracy, atLeast: 0.9, confidence: 0.95}]");
        String[] outputs = new String[2];
        for (int i = 0; i < 2; i++) {
            Cli.Result gate = Cli.run(
                    "gate",
                    "--policy=" + policy,
                    "--eval-set=" + dir.resolve("next.jsonl"),
                    "--predictions=" + (i == 0 ? dir.resolve("p.jsonl") : bare));
            assertThat(gate.exitCode()).as(gate.out() + gate.err()).isZero();
            outputs[i] = gate.out();
        }
        assertThat(outputs[1]).isEqualTo(outputs[0]).contains("requests drawn  200");
        String[] wrong = {
            "--draw=both",
            "--status=200",
            "--status=status=",
            "--status=id=r1",
            "--id=user",
            "--max-per-group=3",
            "--group-by=/user",
            "--keep=drawn"
        };
        for (String option : wrong) {
            String[] more = Arrays.copyOf(draw, draw.length + 1);
            more[draw.length] = option;
            more[4] = option.startsWith("--status") ? "--quiet" : more[4];
            Cli.Result result = Cli.run(more);
            assertThat(result.exitCode()).as(option + result.err()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(result.err().lines()).as(option).hasSize(1);
        }
    }
}
