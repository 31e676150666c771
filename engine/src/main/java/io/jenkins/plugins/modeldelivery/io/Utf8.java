package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of files, where what is no UTF-8 (RFC 3629) is damage. Readers of the JDK put another character in its place, and
 * Jackson takes what is longer than it may be, halves of pairs, and what lies behind the last character.
 */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether bytes are whole characters. */
    public static boolean isValid(byte[] bytes, int from, int to) {
        return invalid(bytes, from, to) < 0;
    }

    /** @throws BadInputException that names the line with the first byte that belongs to no character */
    public static void require(byte[] bytes, String source) throws BadInputException {
        int at = invalid(bytes, 0, bytes.length);
        if (at >= 0) {
            int line = 1;
            for (int i = 0; i < at; i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new BadInputException(source + " is not UTF-8 (line " + line + ")");
        }
    }

    /** The text of a file. */
    public static String text(byte[] bytes, String source) throws BadInputException {
        require(bytes, source);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads the characters of a table, and fails where there is none, or a zero: a hole that a crash left consists of them. */
    public static Reader reader(InputStream in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        return new FilterReader(new InputStreamReader(in, decoder)) {
            @Override
            public int read() throws IOException {
                char[] one = new char[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                int count;
                try {
                    count = super.read(into, offset, length);
                } catch (CharacterCodingException e) {
                    throw new IOException("it is not UTF-8", e);
                }
                for (int i = offset; i < offset + count; i++) {
                    if (into[i] == '\0') {
                        throw new IOException("it holds binary data (a zero byte)");
                    }
                }
                return count;
            }
        };
    }

    /** Where the first byte is that begins no whole character; -1 where there is none. */
    private static int invalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                int length = length(bytes[at] & 0xFF);
                if (length == 0 || at + length > to || !isWhole(bytes, at, length)) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    private static int length(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return 0; // goes on, is longer than it may be, or lies behind the last character
        }
        return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }

    private static boolean isWhole(byte[] bytes, int at, int length) {
        int second = bytes[at + 1] & 0xFF;
        boolean fits =
                switch (bytes[at] & 0xFF) {
                    case 0xE0 -> second >= 0xA0;
                    case 0xED -> second < 0xA0;
                    case 0xF0 -> second >= 0x90;
                    case 0xF4 -> second < 0x90;
                    default -> true;
                };
        for (int i = 1; i < length; i++) {
            fits = fits && (bytes[at + i] & 0xC0) == 0x80;
        }
        return fits;
    }
}
