package io.jenkins.plugins.modeldelivery.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What becomes of files: on disks, in transfers, in editors, and in the hands of somebody who wants a PASS. Seeded. */
enum Damage {
    BITS {
        @Override
        byte[] of(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        }
    },
    CUT_OFF {
        @Override
        byte[] of(byte[] whole, Random random) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
    },
    CUT_AT_A_LINE {
        @Override
        byte[] of(byte[] whole, Random random) {
            int end = random.nextInt(whole.length);
            while (end > 0 && whole[end - 1] != '\n') {
                end--;
            }
            return Arrays.copyOf(whole, end);
        }
    },
    CHUNK_TWICE {
        @Override
        byte[] of(byte[] whole, Random random) {
            int from = random.nextInt(whole.length);
            int to = from + 1 + random.nextInt(whole.length - from);
            return spliced(whole, to, to, Arrays.copyOfRange(whole, from, to));
        }
    },
    CHUNK_LOST {
        @Override
        byte[] of(byte[] whole, Random random) {
            int from = random.nextInt(whole.length);
            int to = Math.min(whole.length, from + 1 + random.nextInt(64));
            return spliced(whole, from, to, new byte[0]);
        }
    },
    TOKENS_SWAPPED {
        @Override
        byte[] of(byte[] whole, Random random) {
            List<int[]> tokens = tokens(whole, TOKEN);
            int[] one = tokens.get(random.nextInt(tokens.size()));
            int[] other = tokens.get(random.nextInt(tokens.size()));
            int[] first = one[0] < other[0] ? one : other;
            int[] second = one[0] < other[0] ? other : one;
            if (first[1] > second[0]) {
                return whole;
            }
            byte[] swapped = spliced(whole, second[0], second[1], Arrays.copyOfRange(whole, first[0], first[1]));
            return spliced(swapped, first[0], first[1], Arrays.copyOfRange(whole, second[0], second[1]));
        }
    },
    HUGE_NUMBER {
        @Override
        byte[] of(byte[] whole, Random random) {
            return instead(whole, NUMBER, random, NUMBERS.get(random.nextInt(NUMBERS.size())));
        }
    },
    OTHER_VALUE {
        @Override
        byte[] of(byte[] whole, Random random) {
            return instead(whole, TOKEN, random, VALUES.get(random.nextInt(VALUES.size())));
        }
    },
    NESTING {
        @Override
        byte[] of(byte[] whole, Random random) {
            int depth = 1 << 4 + random.nextInt(13);
            String opened = random.nextBoolean() ? "[" : "{\"a\":";
            String closed = opened.equals("[") ? "]" : "}";
            String nested = opened.repeat(depth) + "1" + (random.nextBoolean() ? closed.repeat(depth) : "");
            return instead(whole, TOKEN, random, nested);
        }
    },
    ZEROS {
        @Override
        byte[] of(byte[] whole, Random random) {
            int from = random.nextInt(whole.length);
            int length = 1 + random.nextInt(Math.min(512, whole.length - from));
            return spliced(whole, from, random.nextBoolean() ? from : from + length, new byte[length]);
        }
    },
    NO_UTF_8 {
        @Override
        byte[] of(byte[] whole, Random random) {
            int at = random.nextInt(whole.length);
            return spliced(whole, at, at, NO_TEXT[random.nextInt(NO_TEXT.length)]);
        }
    };

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.+-]+");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9_.])-?\\d+(\\.\\d+)?(?![A-Za-z0-9_.])");
    private static final List<String> NUMBERS = List.of(
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "1E400",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "4294967297",
            "9".repeat(999),
            "9".repeat(100_000),
            "0." + "0".repeat(5000) + "1",
            "1.7976931348623157e308",
            "4.9e-324",
            "NaN",
            "-Infinity",
            "-0.0",
            "-1",
            "0",
            "0x7fffffff",
            "1_000",
            "١٢٣");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "[[]]",
            "\"a\"",
            "-1",
            "0",
            "1.5",
            "{\"a\":{}}",
            "&a",
            "*a",
            "!!int",
            "../../etc/passwd",
            "\u001b[31m",
            "${x}",
            "x".repeat(70_000));
    private static final byte[][] NO_TEXT = {
        {(byte) 0xC3, 0x28},
        {(byte) 0xFF},
        {(byte) 0xC0, (byte) 0x80}, // a zero, longer than it may be
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // half of a pair
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // behind the last character
        {(byte) 0xE2, (byte) 0x82},
        {(byte) 0xFE, (byte) 0xFF}
    };

    /** A damaged copy; the same bytes where the file has nothing to damage in this way. */
    abstract byte[] of(byte[] whole, Random random);

    /** A damaged file. */
    record Copy(Damage kind, byte[] bytes) {}

    /** Damage of some kind; never the same bytes. */
    static Copy any(byte[] whole, Random random) {
        while (true) {
            Damage kind = values()[random.nextInt(values().length)];
            byte[] damaged = kind.of(whole, random);
            if (!Arrays.equals(damaged, whole)) {
                return new Copy(kind, damaged);
            }
        }
    }

    private static byte[] instead(byte[] whole, Pattern what, Random random, String other) {
        List<int[]> found = tokens(whole, what);
        if (found.isEmpty()) {
            return whole;
        }
        int[] token = found.get(random.nextInt(found.size()));
        return spliced(whole, token[0], token[1], other.getBytes(StandardCharsets.UTF_8));
    }

    private static List<int[]> tokens(byte[] whole, Pattern what) {
        List<int[]> found = new ArrayList<>();
        for (MatchResult match : (Iterable<MatchResult>)
                what.matcher(new String(whole, StandardCharsets.ISO_8859_1)).results()::iterator) {
            found.add(new int[] {match.start(), match.end()});
        }
        return found;
    }

    private static byte[] spliced(byte[] whole, int from, int to, byte[] between) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, from);
        bytes.writeBytes(between);
        bytes.write(whole, to, whole.length - to);
        return bytes.toByteArray();
    }
}
