package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.eval.ScriptedServer.Reply;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was ended goes on where it was, and asks no finished row again. */
class ResumeTest {
    private static final int ROWS = 300;

    @TempDir
    Path dir;

    private Runs runs;
    private Path evalSet;

    @BeforeEach
    void prepare() throws Exception {
        runs = new Runs(dir);
        evalSet = runs.evalSet(ROWS, i -> "" + i);
    }

    private static Reply right(ScriptedServer.Request request) {
        return Reply.json("\"" + Runs.label(request.body()) + "\"");
    }

    private void assertComplete(JsonNode results) throws Exception {
        List<JsonNode> lines = runs.lines();
        assertThat(lines).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertThat(lines.get(i).get("id").asText()).isEqualTo("r" + i);
            assertThat(lines.get(i).has("error")).as(lines.get(i).toString()).isFalse();
        }
        assertThat(results.get("accuracy").asDouble()).isEqualTo(1);
        assertThat(runs.partial()).doesNotExist();
    }

    /** Starts the command line in a JVM of its own and kills it (SIGKILL where there are signals) in the middle. */
    @Test
    void shouldGoOnAfterAKilledJvmAndAfterATornLine() throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        try (ScriptedServer server = new ScriptedServer(
                request -> right(request).after(killed.get() || request.body().asInt() < 200 ? 10 : 5000))) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            absoluteClassPath(),
                            "io.jenkins.plugins.modeldelivery.cli.Main",
                            "eval",
                            "--eval-set",
                            evalSet.toString(),
                            "--url",
                            server.url("/"),
                            "--concurrency=4",
                            "--warm-up=0",
                            "--timeout=20s")
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("log").toFile())
                    .start();
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> server.requests.size() > 80 || !process.isAlive());
            } finally {
                process.destroyForcibly();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                killed.set(true);
            }
            assertThat(runs.predictions()).doesNotExist();
            long kept = Files.readAllLines(runs.partial()).size() - 2;
            assertThat(kept).as(Files.readString(dir.resolve("log"))).isBetween(20L, 299L);
            Files.writeString(runs.partial(), "299\t12\t0\t{\"id\":\"r299\",\"pred", StandardOpenOption.APPEND);
            server.requests.clear();

            evalSet = runs.evalSet(ROWS, i -> "" + i);
            runs.resume = true;
            runs.predictions = "predictions.jsonl";
            JsonNode results = runs.run(
                            dir.resolve("eval.jsonl"),
                            new EvalTarget.Http(
                                    EndpointAccess.of(server.url("/"), java.util.Map.of(), java.util.Optional.empty())))
                    .toJson();
            assertComplete(results);
            assertThat(server.requests).hasSizeBetween((int) (ROWS - kept), (int) (ROWS - kept) + 4);
            assertThat(results.at("/load/resumed").asInt()).isEqualTo(1);
            assertThat(runs.log).anyMatch(line -> line.startsWith("going on with"));
        }
    }

    private static String absoluteClassPath() {
        StringBuilder path = new StringBuilder();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.append(path.isEmpty() ? "" : File.pathSeparator)
                    .append(Path.of(part).toAbsolutePath());
        }
        return path.toString();
    }

    @Test
    void shouldEndWhenTheServerGoesAwayAndKeepNoneOfThoseErrors() throws Exception {
        runs.concurrency = 1; // with more, an answer already on its way may come between the failures
        AtomicReference<ScriptedServer> first = new AtomicReference<>();
        java.util.concurrent.atomic.AtomicInteger answered = new java.util.concurrent.atomic.AtomicInteger();
        ScriptedServer server = new ScriptedServer(request -> {
            if (answered.incrementAndGet() == 100) {
                try {
                    first.get().close();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return right(request);
        });
        first.set(server);
        String url = server.url("/");
        assertThatThrownBy(() -> runs.http(evalSet, url))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("in a row failed");
        assertThat(runs.predictions()).doesNotExist();
        assertThat(Files.readString(runs.partial())).doesNotContain("connect: ");
    }

    @Test
    void shouldKeepWhatIsFinishedWhenInterruptedAndDropItWhenNotResumed() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                request -> request.body().asInt() >= 100 ? Reply.misbehaving(Reply.Kind.HANG) : right(request))) {
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread run = new Thread(() -> {
                try {
                    runs.http(evalSet, server.url("/"));
                } catch (Throwable e) {
                    end.set(e);
                }
            });
            run.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> server.requests.size() == 104);
            run.interrupt();
            run.join(60_000);
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
            assertThat(Files.readAllLines(runs.partial())).hasSize(102);
        }
        try (ScriptedServer server = new ScriptedServer(ResumeTest::right)) {
            assertComplete(runs.http(evalSet, server.url("/")).toJson());
            assertThat(server.requests).hasSize(ROWS);
        }
    }

    @Test
    void shouldRefuseToGoOnWithAnotherRunsFile() throws Exception {
        String header = "{\"schema\":\"model-delivery/eval-run/v1\",\"evalSet\":{\"sha256\":\"0\",\"rows\":300}}";
        Files.writeString(runs.partial(), header + "\nbegin\tx\n");
        runs.resume = true;
        try (ScriptedServer server = new ScriptedServer(ResumeTest::right)) {
            assertThatThrownBy(() -> runs.http(evalSet, server.url("/")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("belongs to another run: its evalSet");
            assertThat(server.requests).isEmpty();
            Files.writeString(runs.partial(), header); // torn
            assertComplete(runs.http(evalSet, server.url("/")).toJson());
        }
    }

    /** Another version may have answered at the same address. */
    @Test
    void shouldBeginAnewWhereAnotherOwnerLeftOff() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                request -> request.body().asInt() >= 100 ? Reply.misbehaving(Reply.Kind.HANG) : right(request))) {
            runs.owner = java.util.Optional.of("job#1");
            runs.resume = true;
            Thread run = new Thread(() -> {
                try {
                    runs.http(evalSet, server.url("/"));
                } catch (Exception e) {
                    runs.log.add("ended by " + e);
                }
            });
            run.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> server.requests.size() == 104);
            run.interrupt();
            run.join(60_000);
        }
        assertThat(runs.partial()).exists();
        runs.owner = java.util.Optional.of("job#2");
        try (ScriptedServer server = new ScriptedServer(ResumeTest::right)) {
            assertComplete(runs.http(evalSet, server.url("/")).toJson());
            assertThat(server.requests).hasSize(ROWS);
        }
    }

    @Test
    void shouldRefuseAFileThatAnotherRunIsWriting() throws Exception {
        RunHeader header = new RunHeader(
                new RunHeader.RunSet("00", ROWS, Optional.empty(), Optional.empty()),
                RunHeader.RunTarget.command("cat"),
                Json.object(),
                RunHeader.RunLoad.of(LoadPlan.of(1, OptionalDouble.empty(), 0, Duration.ofSeconds(1), 0)),
                Optional.empty());
        try (PartialFile first = PartialFile.open(runs.partial(), header, false, Runs.CLOCK.instant())) {
            assertThat(first.finishedBefore().isEmpty()).isTrue();
            assertThatThrownBy(() -> PartialFile.open(runs.partial(), header, true, Runs.CLOCK.instant()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("another run");
        }
    }
}
