package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.AbortException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent is not trusted: whatever it sends instead of a report ends as one line, in bounded time and memory. */
class HostileReportTest {
    private static final String PASS = "\"verdict\": \"PASS\"";

    @Test
    void shouldTakeAReport() throws Exception {
        assertThat(GateExecution.document("{" + PASS + "}").path("verdict").asText(), is("PASS"));
    }

    @Test
    void shouldRefuseWhatIsNoReport() {
        List.of(
                        "",
                        "null",
                        "[]",
                        "[{" + PASS + "}]",
                        "{}",
                        "{\"verdict\": \"pass\"}",
                        "{\"verdict\": \"PASSED\"}",
                        "{\"verdict\": [\"PASS\"]}",
                        "{\"verdict\": {\"PASS\": 1}}",
                        "{" + PASS + ", \"verdict\": \"FAIL\"}",
                        "{" + PASS + ", \"accuracy\": NaN}",
                        "{" + PASS + ", \"accuracy\": Infinity}",
                        "{" + PASS + ", \"accuracy\": 1e99999999999}",
                        "{" + PASS + "} {}",
                        "{" + PASS + ", \"deep\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>")
                .forEach(HostileReportTest::refuse);
    }

    @Test
    void shouldRefuseAReportThatIsTooLarge() {
        refuse("{" + PASS + ", \"fill\": \"" + "x".repeat((int) Json.MAX_DOCUMENT_BYTES) + "\"}");
    }

    /** Steps that measure take the numbers that they asked for, no verdict. */
    @Test
    void shouldRefuseNumbersThatWereNotAskedFor() throws Exception {
        MeasuredResult verdict = new MeasuredResult(
                "all is well", "", Json.document("gate-report").put("verdict", "PASS"));
        AbortException refused = assertThrows(AbortException.class, () -> verdict.document("eval-results"));
        assertThat(refused.getMessage(), is("the agent's document is no eval-results"));
        MeasuredResult numbers = new MeasuredResult("", "", Json.document("eval-results"));
        assertThat(numbers.document("eval-results").path("schema").asText(), containsString("eval-results"));
    }

    private static void refuse(String document) {
        String start = document.substring(0, Math.min(80, document.length()));
        AbortException refused = assertThrows(AbortException.class, () -> GateExecution.document(document), start);
        assertThat(start, refused.getMessage(), containsString("the agent's report"));
        assertThat(start, refused.getMessage(), not(containsString("\n")));
        assertThat(start, refused.getMessage().length(), is(lessThan(400)));
    }
}
