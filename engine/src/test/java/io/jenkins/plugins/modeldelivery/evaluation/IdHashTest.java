package io.jenkins.plugins.modeldelivery.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdHashTest {
    /** U+0131 and U+0031 share their low byte, as do the pairs of other alphabets. */
    @Test
    void shouldTellIdsApartThatDifferInTheHighByteOfACharacterOnly() {
        assertThat(hash("id-\u0131")).isNotEqualTo(hash("id-1"));
        assertThat(hash("\u0414")).isNotEqualTo(hash("\u0514"));
    }

    @Test
    void shouldHashAsciiBytesLikeTheSameCharacters() {
        byte[] bytes = "request-000017".getBytes(StandardCharsets.US_ASCII);
        IdHash ofBytes = new IdHash();
        ofBytes.of(bytes, 0, bytes.length);
        assertThat(List.of(ofBytes.high(), ofBytes.low())).isEqualTo(hash("request-000017"));
    }

    private static List<Long> hash(String id) {
        IdHash hash = new IdHash();
        hash.of(id.toCharArray(), 0, id.length());
        return List.of(hash.high(), hash.low());
    }
}
