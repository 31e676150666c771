package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state that a delivery is resumed from. */
class DeliveryStateTest {
    private static ObjectNode state() throws Exception {
        String text = Files.readString(Path.of("src/test/resources/before/deliveries/promoted@watching.json"));
        return (ObjectNode) Json.parse(text, "state");
    }

    @Test
    void shouldKeepWhatOnlyAnotherReleaseKnows() throws Exception {
        ObjectNode state = state();
        state.putObject("later").put("step", 3);
        state.withObject("/details").put("pods", 2);
        Delivery d = Delivery.parse(Json.compact(state)).refusedByCluster().failing("no");
        assertThat(d.toJson().at("/later/step").asInt()).isEqualTo(3);
        assertThat(d.toJson().at("/details/pods").asInt()).isEqualTo(2);
        assertThat(d.toJson().at("/details/refusedBy").asText()).isEqualTo("cluster");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema   | model-delivery/gate-report/v1 | does not start with schema: model-delivery/promotion-report/v1",
                "phase    | RESTING  | 'phase' of the delivery's state is not one of [PREPARED, DECIDED, WATCHING,",
                "deadline | tomorrow | 'deadline' of the delivery's state is not a time as in",
                "digest   | latest   | latest"
            })
    void shouldNameWhatIsWrong(String key, String value, String message) throws Exception {
        String text = Json.compact(state().put(key, value));
        assertThatThrownBy(() -> Delivery.parse(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNameWhatIsMissing() throws Exception {
        ObjectNode state = state();
        state.remove("seq");
        assertThatThrownBy(() -> Delivery.parse(Json.compact(state)))
                .hasMessage("'seq' of the delivery's state is missing; it has to be an integer");
    }
}
