package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficParametersTest {
    @ParameterizedTest
    @CsvSource({
        "share, five percent, share 'five percent' is neither a fraction nor a percentage",
        "window, 5 minutes, window '5 minutes' is no duration",
        "errorRate, 120%, limit errorRate is 1.2",
        "minRequests, 0, limit minRequests is 0"
    })
    void shouldNameTheKeyThatIsWrong(String key, String value, String message) {
        ObjectNode section = Json.object().put(key, value);
        assertThatThrownBy(() -> settings(section))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldAskForTheUsualWhereNothingIsSaid() throws BadInputException {
        GateSettings settings = settings(Json.object());
        assertThat(settings.expectedShare()).isEqualTo(0.05);
        assertThat(settings.limits()).isEqualTo(Limits.of(0.15, 0.001, 1000));
        assertThat(settings.window()).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.maxWindow()).isEqualTo(Duration.ofSeconds(900));
        assertThat(settings.warmUp()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.certify()).isFalse();
    }

    @Test
    void shouldTakeNumbersAndWords() throws BadInputException {
        ObjectNode section =
                Json.object().put("share", 0.1).put("window", "20m").put("minRequests", 50);
        GateSettings settings = settings(section);
        assertThat(settings.expectedShare()).isEqualTo(0.1);
        assertThat(settings.limits().minRequests()).isEqualTo(50);
        assertThat(settings.window()).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.maxWindow()).as("never shorter than the window").isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void shouldTakeEveryLengthThatAPolicyMaySay() throws BadInputException {
        GateSettings settings = settings(Json.object().put("window", "1d").put("maxWindow", "2w"));
        assertThat(settings.window()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.maxWindow()).isEqualTo(Duration.ofDays(14));
    }

    @Test
    void shouldTakeWhatIsFilledInOverThePolicy() throws BadInputException {
        ObjectNode section = Json.object().put("share", "10%").put("errorRate", "1%");
        TrafficParameters asked = TrafficParameters.of(section, Map.of("share", "20%"));
        assertThat(asked.fraction()).isEqualTo(0.2);
        assertThat(asked.errorRate()).isEqualTo("1%");
    }

    @Test
    void shouldNotTakeDefaultsForWordsOverThePolicy() throws BadInputException {
        assertThat(Parameters.said(TrafficParameters.class, Map.of("window", "60s")))
                .isEqualTo(Map.of("window", "60s"));
    }

    @Test
    void shouldTakeAWholeNumberHoweverItIsWritten() throws BadInputException {
        ObjectNode section = (ObjectNode) Json.parse("{\"minRequests\": 5000.0}", "test");
        assertThat(TrafficParameters.of(section, Map.of()).minRequests()).isEqualTo(5000);
    }

    /** With the share as what is expected. */
    private static GateSettings settings(ObjectNode section) throws BadInputException {
        TrafficParameters asked = TrafficParameters.of(section, Map.of());
        return asked.settings(
                Samples.request(RouteRequest.Router.EXTERNAL, RouteRequest.Mode.WEIGHT),
                asked.fraction(),
                "3s",
                "test");
    }

    @Test
    void shouldRefuseAWindowOfNothing() {
        GateSettings settings = new GateSettings(
                Samples.request(RouteRequest.Router.EXTERNAL, RouteRequest.Mode.WEIGHT),
                new Limits(0.15, 0.001, 1000),
                false,
                0.05,
                Duration.ZERO,
                Duration.ofMinutes(15),
                Duration.ZERO,
                Duration.ofSeconds(15),
                "test");
        assertThatThrownBy(settings::check)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("A window of 0 ms, looked at every 15000 ms; both must be longer than 0");
    }
}
