package io.jenkins.plugins.modeldelivery.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "nginx, nginx, ",
        "nginx:1.27, nginx, 1.27",
        "registry.example.com/team/intent:v1, registry.example.com/team/intent, v1",
        "registry.example.com:5000/intent, registry.example.com:5000/intent, ",
        "localhost:5000/a/b-c__d.e:T_1, localhost:5000/a/b-c__d.e, T_1",
        "[::1]:5000/intent:x, [::1]:5000/intent, x"
    })
    void shouldTakeReferencesApart(String text, String repository, String tag) throws Exception {
        for (String digest : new String[] {"", "@" + DIGEST}) {
            ImageReference reference = ImageReference.parse(text + digest);
            assertThat(reference.repository()).isEqualTo(repository);
            assertThat(reference.tag().orElse(null)).isEqualTo(tag);
            assertThat(reference.digest().isPresent()).isEqualTo(!digest.isEmpty());
            assertThat(reference).hasToString(text + digest);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":tag",
                "Upper/Case",
                "a//b",
                "/a",
                "a/",
                "a:",
                "a:b:c",
                "a@",
                "a@sha256:12",
                "a@md5:00",
                "a b",
                "a:-x",
                "https://x/y",
                "a..b",
                "-a",
                "a@sha256:00@sha256:00",
                "a\n"
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(BadInputException.class)
                .message()
                .hasLineCount(1);
    }

    @Test
    void shouldRefuseVeryLongTextsQuickly() {
        assertThatThrownBy(() -> ImageReference.parse("a".repeat(1 << 20))).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ImageReference.parse("a-".repeat(250))).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ImageReference.parse("a.".repeat(250))).isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldPinToTheDigest() throws Exception {
        assertThat(ImageReference.parse("r.example.com/a:1").at(DIGEST).pinned())
                .contains("r.example.com/a@" + DIGEST);
        assertThat(ImageReference.parse("a:1").pinned()).isEmpty();
    }

    /** Cut up in every possible way, these would take longer than the universe has. */
    @ParameterizedTest
    @ValueSource(strings = {"aA", "a.", "a-", "a_b", "a.b-", "A-0."})
    void shouldRefuseLongNonsenseAtOnce(String piece) {
        String text = piece.repeat(100) + "!";
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(BadInputException.class));
    }
}
