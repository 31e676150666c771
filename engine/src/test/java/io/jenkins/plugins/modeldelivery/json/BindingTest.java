package io.jenkins.plugins.modeldelivery.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingTest {
    enum Colour {
        RED,
        GREEN
    }

    record Inner(int count, Optional<String> note) {
        Inner {
            if (count < 0) {
                throw new IllegalArgumentException("count is below 0");
            }
        }
    }

    record Sample(
            String schema,
            @JsonProperty("p_value") double pValue,
            Instant time,
            Colour colour,
            boolean certify,
            Optional<Inner> inner,
            OptionalDouble limit,
            List<Inner> rules,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    record Strict(String name, Optional<String> note) {}

    private static final String WHOLE = "{'schema':'s/v1','p_value':0.25,'time':'2026-11-01T00:00:00Z','colour':'RED',"
            + "'certify':true,'inner':{'count':1},'rules':[{'count':2,'note':'n'}],'later':{'a':[1]}}";

    private static JsonNode tree(String text) throws BadInputException {
        return Json.parse(text.replace('\'', '"'), "FILE");
    }

    @Test
    void shouldGiveBackWhatItReadEvenKeysOfALaterRelease() throws Exception {
        Sample sample = Json.bind(tree(WHOLE), Sample.class, "FILE");
        assertThat(sample.inner().orElseThrow().note()).isEmpty();
        assertThat(sample.limit()).isEmpty();
        assertThat(Json.compact(Json.tree(sample))).isEqualTo(Json.compact(tree(WHOLE)));
    }

    @Test
    void shouldWriteNumbersAlikeAsTextAndAsTree() throws Exception {
        Sample sample = Json.bind(tree(WHOLE.replace("0.25", "1.0E-4")), Sample.class, "FILE");
        assertThat(Json.compact(Json.tree(sample)))
                .isEqualTo(Json.compact(sample))
                .contains("1.0E-4");
    }

    @Test
    void shouldTakeAbsentListsAndMapsAsEmpty() throws Exception {
        String without = WHOLE.replace("'rules':[{'count':2,'note':'n'}],'later':{'a':[1]}", "'limit':2.5");
        Sample sample = Json.bind(tree(without), Sample.class, "FILE");
        assertThat(sample.rules()).isEmpty();
        assertThat(sample.more()).isEmpty();
        assertThat(sample.limit()).hasValue(2.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'p_value':0.25     | 'p_value':'0.25'      | 'p_value' of FILE is not a number",
                "'p_value':0.25,    |                       | 'p_value' of FILE is missing; it has to be a number",
                "'certify':true     | 'certify':1           | 'certify' of FILE is not true or false",
                "'certify':true     | 'certify':null        | 'certify' of FILE is missing; it has to be true or false",
                "'schema':'s/v1'    | 'schema':7            | 'schema' of FILE is not a text",
                "'schema':'s/v1',   |                       | 'schema' of FILE is missing; it has to be a text",
                "'RED'              | 'BLUE'                | 'colour' of FILE is not one of [RED, GREEN]",
                "'RED'              | 0                     | 'colour' of FILE is not one of [RED, GREEN]",
                "2026-11-01T00:00:00Z | yesterday           | 'time' of FILE is not a time as in 2026-11-01T00:00:00Z",
                "2026-11-01T00:00:00Z | 17                  | 'time' of FILE is not a time as in 2026-11-01T00:00:00Z",
                "'time':'2026-11-01T00:00:00Z' | 'time':17  | 'time' of FILE is not a time as in 2026-11-01T00:00:00Z",
                "'inner':           | 'limit':'1','inner':  | 'limit' of FILE is not a number",
                "{'count':1}        | []                    | 'inner' of FILE is not an object",
                "{'count':1}        | {'count':1.5}         | 'inner.count' of FILE is not an integer",
                "{'count':1}        | {'count':-1}          | 'inner' of FILE: count is below 0",
                "{'count':1}        | {'count':1,'cuont':1} | 'inner.cuont' of FILE is not known; there are count, note",
                "[{'count':2,'note':'n'}] | {}              | 'rules' of FILE is not a list",
                "{'count':2,'note':'n'} | {'count':2,'note':3} | 'rules[0].note' of FILE is not a text",
            })
    void shouldNameKeyAndRemedy(String right, String wrong, String message) throws Exception {
        String text = WHOLE.replace(right, wrong == null ? "" : wrong);
        assertThat(text).isNotEqualTo(WHOLE);
        JsonNode tree = tree(text);
        assertThatThrownBy(() -> Json.bind(tree, Sample.class, "FILE"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseKeysThatATypeDoesNotKeep() throws Exception {
        JsonNode tree = tree("{'name':'a','nmae':'b'}");
        assertThatThrownBy(() -> Json.bind(tree, Strict.class, "FILE"))
                .hasMessage("'nmae' of FILE is not known; there are name, note");
    }
}
