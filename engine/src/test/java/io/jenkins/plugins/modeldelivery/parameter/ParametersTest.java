package io.jenkins.plugins.modeldelivery.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
    record Asked(String name, Integer days, Long rows, List<String> labels, Double share, boolean quiet) {
        Asked {
            days = days == null ? Integer.valueOf(30) : days;
        }
    }

    static class Step {
        public String name = "ranker";
        Integer days;
        String labels = "a.jsonl, ,b.jsonl";
    }

    static final class Options extends Step {
        public Path name = Path.of("ranker.json");
        int rows = 5;
        double share = 0.5;
        boolean quiet = true;
    }

    @Test
    void shouldTakeWhatIsFilledIn() {
        assertThat(Parameters.of(Asked.class, new Step()))
                .isEqualTo(new Asked("ranker", 30, null, List.of("a.jsonl", "b.jsonl"), null, false));
        assertThat(Parameters.of(Asked.class, new Options()))
                .isEqualTo(new Asked("ranker.json", 30, 5L, List.of("a.jsonl", "b.jsonl"), 0.5, true));
    }

    static class Base {
        private String name = " ranker ";
    }

    static final class Form extends Base {
        public String labels = " ";
        public Integer days;
        public boolean quiet = true;
    }

    @Test
    void shouldTakeWhatAFormLeavesBlankForNothingSaid() {
        assertThat(Parameters.ofForm(new Form())).isEqualTo(Map.of("name", "ranker", "quiet", true));
        assertThat(Parameters.of(Asked.class, Map.of("name", "")).name()).isEmpty();
    }

    @Test
    void shouldTellWhatIsSaidAndWhatCountsOtherwise() {
        assertThat(Parameters.said(Asked.class, Map.of("name", "ranker", "quiet", true)))
                .isEqualTo(Map.of("name", "ranker", "quiet", "true"));
        assertThat(Parameters.of(Asked.class, Map.of("quiet", "true")).quiet()).isTrue();
        assertThat(Parameters.defaults(Asked.class)).isEqualTo(Map.of("days", "30"));
    }

    @Test
    void shouldTakeTheLastWord() {
        assertThat(Parameters.of(Asked.class, Map.of("name", "first"), Map.of("name", "last"))
                        .name())
                .isEqualTo("last");
    }

    @Test
    void shouldRefuseAnotherKindOfValue() {
        assertThatThrownBy(() -> Parameters.of(Asked.class, Map.of("days", List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Asked");
    }

    @Test
    void shouldRefuseWhatIsNoPath() {
        assertThatThrownBy(() -> Parameters.file(Path.of("workspace"), "a\0b"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is not a path");
    }

    @Test
    void shouldFindFilesInTheirDirectory() throws BadInputException {
        assertThat(Parameters.optionalFile(Path.of("workspace"), null)).isEmpty();
        assertThat(Parameters.optionalFile(Path.of("workspace"), "a.jsonl")).contains(Path.of("workspace/a.jsonl"));
    }

    @Test
    void shouldSpellParametersAsTheCallerDoes() {
        BadInputException wrong = BadInputException.about(as -> "give " + as.apply("maxWindow"));
        assertThat(wrong).hasMessage("give maxWindow");
        assertThat(wrong.spelled(name -> "<" + name + ">")).isEqualTo("give <maxWindow>");
    }
}
