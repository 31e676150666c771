package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final byte[] TEXT =
            "a plain text, then \u00e9 \u07ff \u0800 \u20ac \ud7ff \ue000 \uffff \ud83d\ude00 \udbff\udfff, and more"
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void shouldTellCharactersFromDamageAsTheJdkDoes() {
        Random random = new Random(1);
        int damaged = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = TEXT.clone();
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int from = random.nextInt(8);
            int to = bytes.length - random.nextInt(8);
            boolean expected = isText(bytes, from, to);
            damaged += expected ? 0 : 1;
            assertThat(Utf8.isValid(bytes, from, to)).isEqualTo(expected);
        }
        assertThat(damaged).isBetween(2_000, 18_000);
    }

    private static boolean isText(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shouldNameTheLine() {
        byte[] bytes = {'a', '\n', 'b', '\n', (byte) 0xC0, (byte) 0x80};
        assertThatThrownBy(() -> Utf8.require(bytes, "notes.json")).hasMessage("notes.json is not UTF-8 (line 3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\0", "\0"})
    void shouldReadNoHolesInTables(String text) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("zero byte");
    }

    @Test
    void shouldReadNoOtherCharactersInTheirPlace() throws Exception {
        assertThat(read(TEXT)).isEqualTo(new String(TEXT, StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(new byte[] {'a', ',', (byte) 0xFF}))
                .isInstanceOf(IOException.class)
                .hasMessage("it is not UTF-8");
    }

    private static String read(byte[] bytes) throws IOException {
        StringWriter text = new StringWriter();
        Utf8.reader(new ByteArrayInputStream(bytes)).transferTo(text);
        return text.toString();
    }
}
