package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code traffic check --state FILE} with a file that holds no state of a traffic gate. */
class DamagedStateTest {
    @TempDir
    Path directory;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private CheckSite site;
    private Path state;

    @BeforeEach
    void start() throws Exception {
        site = new CheckSite(directory);
        site.server.before(requests::add);
        state = directory.resolve("state.json");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void assertRefused(String part) {
        Cli.Result result = site.run(
                directory, "200ms", "--ledger", directory.resolve("ledger").toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err().strip())
                .hasLineCount(1)
                .startsWith("model-delivery: --state " + state)
                .contains(part);
        assertThat(result.out()).isEmpty();
        assertThat(requests).isEmpty();
        site.assertUntouched(part);
        assertThat(directory.resolve("state.json.new")).doesNotExist();
    }

    private static final String WHOLE = TrafficGateState.begin("l1").text();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"OBSE|is not valid JSON",
                "[1]|is no model-delivery/traffic-gate-state/v1",
                "{\"phase\":\"SHIFTED\",\"lease\":\"l1\"}|is no model-delivery/traffic-gate-state/v1",
                "{\"schema\":\"model-delivery/traffic-gate-state/v2\",\"phase\":\"SHIFTED\",\"lease\":\"l1\"}|is no model-delivery/traffic-gate-state/v1 but model-delivery/traffic-gate-state/v2",
                "{\"schema\":\"model-delivery/promotion-report/v1\",\"phase\":\"DONE\"}|is no model-delivery/traffic-gate-state/v1 but model-delivery/promotion-report/v1",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"DONE\",\"lease\":\"l1\"}|'phase' of the state is not one of [PREFLIGHT, SHIFTED",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"SHIFTED\"}|lease",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"SHIFTED\",\"lease\":\"../x\"}|lease",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"SHIFTED\",\"lease\":\"l1\",\"until\":\"2026-11-01T00:00:00Z\"}|its time shifted",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"PREFLIGHT\",\"lease\":\"l1\",\"until\":\"soon\"}|until",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"PREFLIGHT\",\"lease\":\"l1\",\"candidate\":{\"buckets\":{\"x\":1}}}|candidate",
                "{\"schema\":\"model-delivery/traffic-gate-state/v1\",\"phase\":\"PREFLIGHT\",\"lease\":\"l1\",\"cursor\":[]}|cursor"
            })
    void shouldBeOneLineAndNothingElse(String content, String part) throws Exception {
        Files.writeString(state, content);
        assertRefused(part);
        assertThat(Files.readString(state)).isEqualTo(content);
    }

    @Test
    void shouldNotCutOffAtAnyByte() throws Exception {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(state, java.util.Arrays.copyOf(whole, length));
            assertRefused("");
        }
    }

    @Test
    void shouldTellOfAFileThatIsNoneOrNoText() throws Exception {
        Files.createDirectory(state);
        assertRefused("cannot be read");
        Files.delete(state);
        Files.write(state, new byte[] {'{', (byte) 0xff, (byte) 0xfe, '}'});
        assertRefused("");
    }

    /** Its counts are those of other services, and its lease lies on another route. */
    @Test
    void shouldNotGoOnWithAnotherSplit() throws Exception {
        TrafficGateState other = TrafficGateState.begin("l1")
                .about("HTTP_ROUTE prod/ranker: WEIGHT 0.05 of prod/ranker to staging/ranker-next");
        Files.writeString(state, other.text());
        assertRefused(
                "is about HTTP_ROUTE prod/ranker: WEIGHT 0.05 of prod/ranker to staging/ranker-next, the options"
                        + " about HTTP_ROUTE prod/scorer: WEIGHT 0.05 of prod/scorer to staging/scorer-next; name another file");
        assertThat(Files.readString(state)).isEqualTo(other.text());
    }
}
