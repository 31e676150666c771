package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.Limits;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficRulesTest {
    @ParameterizedTest
    @CsvSource({
        "share, five percent, traffic share 'five percent' is neither a fraction nor a percentage",
        "window, 5 minutes, traffic window '5 minutes' is no duration",
        "errorRate, 120%, limit errorRate is 1.2",
        "minRequests, 0, limit minRequests is 0"
    })
    void shouldNameTheKeyThatIsWrong(String key, String value, String message) {
        ObjectNode section = Json.object().put(key, value);
        assertThatThrownBy(() -> TrafficRules.of(section))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldAskForTheUsualWhereNothingIsSaid() throws BadInputException {
        assertThat(TrafficRules.of(Json.object()))
                .isEqualTo(new TrafficRules(
                        0.05, Duration.ofSeconds(300), Duration.ofSeconds(900), Limits.of(0.15, 0.001, 1000)));
    }

    @Test
    void shouldTakeNumbersAndWords() throws BadInputException {
        ObjectNode section =
                Json.object().put("share", 0.1).put("window", "20m").put("minRequests", 50);
        TrafficRules rules = TrafficRules.of(section);
        assertThat(rules.share()).isEqualTo(0.1);
        assertThat(rules.limits().minRequests()).isEqualTo(50);
        assertThat(rules.window()).isEqualTo(Duration.ofMinutes(20));
        assertThat(rules.maxWindow()).as("never shorter than the window").isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void shouldTakeEveryLengthThatAPolicyMaySay() throws BadInputException {
        TrafficRules rules = TrafficRules.of(Json.object().put("window", "1d").put("maxWindow", "2w"));
        assertThat(rules.window()).isEqualTo(Duration.ofDays(1));
        assertThat(rules.maxWindow()).isEqualTo(Duration.ofDays(14));
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
