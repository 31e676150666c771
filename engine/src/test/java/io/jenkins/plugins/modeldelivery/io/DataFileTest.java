package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
    @TempDir
    Path dir;

    /** Data that do not pack well, longer than every buffer on the way. */
    private static byte[] rows(int seed) {
        byte[] bytes = new byte[200_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        try (InputStream in = DataFile.unpacked(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    @Test
    void shouldRefuseASecondMemberThatIsCutOffAnywhere() throws IOException {
        byte[] first = packed(rows(1));
        byte[] second = packed("{\"id\": 1}\n".getBytes());
        for (int length = 1; length < second.length; length++) {
            byte[] cut = joined(first, Arrays.copyOf(second, length));
            assertThatIOException()
                    .as("the first %s bytes", length)
                    .isThrownBy(() -> unpacked(cut))
                    .withMessage("gzip member 2 has no end");
        }
    }

    @Test
    void shouldNeverTakeADamagedMemberForTheEndOfTheFile() throws IOException {
        byte[] first = packed("{\"id\": 1}\n".getBytes());
        byte[] second = packed("{\"id\": 2}\n".getBytes());
        byte[] whole = joined(first, second);
        byte[] content = unpacked(whole);
        for (int bit = 8 * 2; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] read;
            try {
                read = unpacked(damaged);
            } catch (IOException e) {
                assertThat(e).as("bit %s", bit).hasMessageContaining("gzip member " + (bit / 8 < first.length ? 1 : 2));
                continue;
            }
            assertThat(read).as("bit %s, of a time or a system", bit).isEqualTo(content);
        }
    }

    @Test
    void shouldRefuseWhatFollowsTheLastMember() throws IOException {
        byte[] first = packed(rows(1));
        for (byte[] rest : new byte[][] {{0}, new byte[100_000], {'\n'}, "{\"id\": 2}\n".getBytes()}) {
            assertThatIOException()
                    .isThrownBy(() -> unpacked(joined(first, rest)))
                    .withMessage("gzip member 2 does not begin as one; nothing but gzip members may follow each other");
        }
    }

    @Test
    void shouldHashTheVeryBytesThatWereRead() throws Exception {
        for (byte[] content : new byte[][] {rows(1), packed(rows(1)), {}, "{}\n{}".getBytes()}) {
            Path file = Files.write(dir.resolve("rows"), content);
            ParallelLines.Sink none = new ParallelLines.Sink() {
                @Override
                public void begin(int chunk) {
                    // nothing is kept
                }

                @Override
                public void line(int line, byte[] bytes, int from, int to) {
                    // nothing is kept
                }
            };
            assertThat(ParallelLines.read(file, 2, () -> none, Progress.NONE).sha256())
                    .isEqualTo(Sha256.of(content));
        }
    }

    @Test
    void shouldNameTheFileInOneLine() throws IOException {
        Path file = dir.resolve("rows.jsonl.gz");
        Files.write(file, joined(packed("{}\n".getBytes()), new byte[] {0x1e}));
        assertThatThrownBy(() -> {
                    try (LineReader lines = LineReader.open(file)) {
                        while (lines.next().isPresent()) {
                            // to the end
                        }
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + " is cut off or not packed properly: gzip member 2 does not begin");
    }

    @Test
    void shouldReadMembersOneAfterTheOther() throws IOException {
        byte[] whole = joined(packed(rows(1)), packed(new byte[0]), packed(rows(2)));
        assertThat(unpacked(whole)).isEqualTo(joined(rows(1), rows(2)));
    }

    @Test
    void shouldReadEveryPartOfAHeader() throws IOException {
        byte[] plain = packed("a".getBytes());
        byte[] header = joined(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3},
                new byte[] {3, 0, 'x', 0, 'y'},
                "name\0comment\0".getBytes());
        CRC32 crc = new CRC32();
        crc.update(header);
        byte[] check = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(unpacked(joined(header, check, body))).isEqualTo("a".getBytes());
        check[0]++;
        assertThatIOException()
                .isThrownBy(() -> unpacked(joined(header, check, body)))
                .withMessage("gzip member 1 has a damaged header");
    }
}
