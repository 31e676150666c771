package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.modeldelivery.cluster.KeyPairs;
import io.jenkins.plugins.modeldelivery.eval.ScriptedServer;
import io.jenkins.plugins.modeldelivery.eval.ScriptedServer.Reply;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(S3Server.Extension.class)
class EvalCommandTest {
    @TempDir
    Path dir;

    private Path evalSet;

    @BeforeEach
    void prepare() throws Exception {
        String lines = IntStream.range(0, 40)
                .mapToObj(i -> "{\"id\":\"r" + i + "\",\"input\":" + i + ",\"label\":" + i % 3 + "}\n")
                .collect(Collectors.joining());
        evalSet = Files.writeString(dir.resolve("eval.jsonl"), lines);
    }

    private Cli.Result eval(String... more) {
        List<String> args = new ArrayList<>(
                List.of("eval", "--predictions=" + dir.resolve("p.jsonl.gz"), "--results=" + dir.resolve("r.json")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    private static Reply kserve(ScriptedServer.Request request) {
        return Reply.json(
                "{\"predictions\":[" + request.body().at("/instances/0").asInt() % 3 + "]}");
    }

    @Test
    void shouldGiveTheGateWhatItNeeds() throws Exception {
        try (ScriptedServer server = new ScriptedServer(EvalCommandTest::kserve)) {
            Cli.Result result = eval("--eval-set=" + evalSet, "--url=" + server.url("/v1"), "--protocol=kserve-v1");
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.out())
                    .contains("40 rows in ", "0 failed, accuracy 1\n", "Latencies in ms", "service time");
            assertThat(server.requests).hasSize(60);
        }
        Path policy = Files.writeString(
                dir.resolve("policy.yaml"),
                "schema: model-delivery/policy/v1\nrules: [{metric: accuracy, atLeast: 0.9}, {metric: p95_latency_ms, atMost: 20000}]");
        Cli.Result gate = Cli.run(
                "gate",
                "--policy=" + policy,
                "--predictions=" + dir.resolve("p.jsonl.gz"),
                "--results=" + dir.resolve("r.json"),
                "--eval-set=" + evalSet);
        assertThat(gate.exitCode()).as(gate.out() + gate.err()).isZero();
    }

    @Test
    void shouldRefuseContradictionsInOneLine() throws Exception {
        String set = "--eval-set=" + evalSet;
        String[][] wrong = {
            {set},
            {set, "--url=http://h", "--command=x"},
            {set, "--url=file:///x"},
            {set, "--url=http://h", "--token-env=NOT_SET"},
            {set, "--url=http://h", "--token-file=" + dir.resolve("none")},
            {set, "--url=http://h", "--protocol=soap"},
            {set, "--url=http://h", "--rate=-1"},
            {set, "--url=http://h", "--concurrency=0"},
            {set, "--url=http://h", "--timeout=soon"},
            {set, "--url=http://h", "--body={"},
            {set, "--url=http://h", "--format=xml"},
            {set, "--command=x", "--token-file=" + evalSet},
            {set, "--url=https://h", "--ca=" + evalSet},
            {"--eval-set=" + dir.resolve("none.jsonl"), "--url=http://h"},
            {set, "--url=http://h", "--max-answer-bytes=0"}
        };
        for (String[] args : wrong) {
            Cli.Result result = eval(args);
            assertThat(result.exitCode())
                    .as(String.join(" ", args) + result.err())
                    .isEqualTo(ExitCode.BAD_INPUT);
            assertThat(result.err().lines()).as(String.join(" ", args)).hasSize(1);
        }
        assertThat(eval(set, "--url=http://127.0.0.1:1/").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void shouldTakeTheEvalSetFromABucket(S3Server server) throws Exception {
        var client = software.amazon.awssdk.services.s3.S3Client.builder()
                .endpointOverride(java.net.URI.create(server.endpoint()))
                .credentialsProvider(S3Server.credentials())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .forcePathStyle(true)
                .build();
        try (client;
                ScriptedServer model = new ScriptedServer(EvalCommandTest::kserve)) {
            client.putObject(r -> r.bucket(S3Server.BUCKET).key("sets/dt=2026-11-01/eval.jsonl"), evalSet);
            System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
            System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
            String place = "s3://" + S3Server.BUCKET + "/sets/dt=2026-11-01/";
            String[] options = {
                "--endpoint-url=" + server.endpoint(), "--path-style", "--url=" + model.url("/"), "--protocol=kserve-v1"
            };
            Cli.Result result =
                    eval("--eval-set=" + place + "eval.jsonl", options[0], options[1], options[2], options[3]);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(Json.read(dir.resolve("r.json")).at("/evalSet/name").asText())
                    .isEqualTo(place + "eval.jsonl");
            Cli.Result missing =
                    eval("--eval-set=" + place + "other.jsonl", options[0], options[1], options[2], options[3]);
            assertThat(missing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(missing.err()).contains("other.jsonl does not exist");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void shouldTrustOnlyTheAuthoritiesOfTheFile() throws Exception {
        KeyStore store = KeyPairs.selfSigned(dir, "localhost", "EC");
        Path pem = Files.writeString(dir.resolve("ca.pem"), KeyPairs.certificate(store, "localhost"));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                JsonNode body = Json.mapper().readTree(exchange.getRequestBody());
                byte[] answer = String.valueOf(body.asInt() % 3).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        try {
            String url = "--url=https://localhost:" + server.getAddress().getPort() + "/";
            Cli.Result trusted = eval("--eval-set=" + evalSet, url, "--ca=" + pem, "--concurrency=2");
            assertThat(trusted.exitCode()).as(trusted.err()).isZero();
            Cli.Result unknown = eval("--eval-set=" + evalSet, url, "--concurrency=2");
            assertThat(unknown.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(unknown.err()).contains("tls: ");
        } finally {
            server.stop(0);
        }
    }
}
