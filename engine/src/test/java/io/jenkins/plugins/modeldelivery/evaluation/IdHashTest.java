package io.jenkins.plugins.modeldelivery.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdHashTest {
    /** U+0131 and U+0031 share their low byte, as do the pairs of other alphabets. */
    @Test
    void shouldTellIdsApartThatDifferInTheHighByteOfACharacterOnly() {
        assertThat(hash("id-\u0131")).isNotEqualTo(hash("id-1"));
        assertThat(hash("\u0414")).isNotEqualTo(hash("\u0514"));
    }

    private static List<Long> hash(String id) {
        IdHash hash = new IdHash();
        hash.of(id.toCharArray(), 0, id.length());
        return List.of(hash.high(), hash.low());
    }
}
