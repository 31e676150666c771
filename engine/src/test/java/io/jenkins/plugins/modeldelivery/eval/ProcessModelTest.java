package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read requests and write answers, well and badly behaved. */
@DisabledOnOs(OS.WINDOWS)
class ProcessModelTest {
    private static final Duration START = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private Runs runs;

    @BeforeEach
    void prepare() {
        runs = new Runs(dir);
        runs.concurrency = 1;
    }

    private EvalResults run(int rows, String script) throws Exception {
        Path file = Files.writeString(dir.resolve("model.sh"), script);
        return runs.command(runs.evalSet(rows, i -> "" + i), "exec sh " + file, START);
    }

    /** Answers even numbers with yes; what is done with number 5 comes first. */
    private static String answering(String five) {
        return "while read n; do\n  if [ $n = 5 ]; then " + five
                + "\n  fi\n  if [ $((n % 2)) = 0 ]; then echo '\"yes\"'; else echo '\"no\"'; fi\ndone\n";
    }

    @Test
    void shouldAskEveryRowInOrder() throws Exception {
        runs.concurrency = 3;
        JsonNode json = run(50, answering(":;")).toJson();
        assertThat(json.get("accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/target/command").asText()).startsWith("exec sh ");
        assertThat(runs.lines())
                .extracting(line -> line.get("id").asText())
                .startsWith("r0", "r1")
                .hasSize(50);
    }

    @Test
    void shouldNameTheExitCodeShowTheEndOfStderrAndGoOnWithANewProcess() throws Exception {
        JsonNode json = run(12, answering("echo 'loading weights' >&2; echo 'CUDA out of memory' >&2; exit 3;"))
                .toJson();
        assertThat(json.get("accuracy").asDouble()).isEqualTo(11 / 12.0);
        assertThat(runs.lines().get(5).get("error").asText())
                .isEqualTo("process: it ended with exit code 3: CUDA out of memory");
        assertThat(runs.log)
                .containsExactly(
                        "the process failed: it ended with exit code 3; the end of its stderr:",
                        "  loading weights",
                        "  CUDA out of memory");
    }

    @Test
    void shouldEndAProcessThatHangsTogetherWithItsChildren() throws Exception {
        runs.timeout = Duration.ofSeconds(3);
        JsonNode json = run(12, answering("sleep 1000;")).toJson();
        assertThat(json.get("accuracy").asDouble()).isEqualTo(11 / 12.0);
        assertThat(runs.lines().get(5).get("error").asText()).startsWith("timeout: no answer within 3000 ms");
        assertThat(runs.lines().get(5).get("latency_ms").asDouble()).isGreaterThanOrEqualTo(3000);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(ProcessHandle::isAlive)
                        .toList())
                .noneMatch(p -> p.info().commandLine().orElse("").contains("sleep 1000"));
    }

    @Test
    void shouldNotMistakeAnAnswerForThatOfTheNextRow() throws Exception {
        // in one write, so that the second line is there when the next row is about to be asked
        JsonNode json =
                run(12, answering("printf '\"no\"\\n\"no\"\\n'; continue;")).toJson();
        assertThat(runs.lines().get(6).get("error").asText()).contains("a line that nobody had asked for");
        assertThat(json.get("accuracy").asDouble()).isEqualTo(11 / 12.0);
        run(12, answering("echo 'Warning: deprecated';"));
        assertThat(runs.lines().get(5).get("error").asText()).startsWith("malformed: ");
    }

    @Test
    void shouldSayThatACommandNeverAnswers() {
        assertThatThrownBy(() -> run(12, "echo 'No module named torch' >&2; exit 1\n"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("was started 3 times and never answered")
                .hasMessageContaining("exit code 1: No module named torch");
        assertThat(runs.predictions()).doesNotExist();
    }

    @Test
    void shouldBoundAnAnswer() throws Exception {
        runs.mostBytes = 1000;
        run(12, answering("head -c 400000 /dev/zero | tr '\\0' x; echo;"));
        assertThat(runs.lines().get(5).get("error").asText()).startsWith("too large: ");
        assertThat(runs.lines().get(6).get("prediction").asText()).isEqualTo("yes");
    }
}
