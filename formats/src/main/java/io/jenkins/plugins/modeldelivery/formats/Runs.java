package io.jenkins.plugins.modeldelivery.formats;

/**
 * Walks through whole numbers in Parquet's hybrid of runs and packed bits, to see whether they fill their bytes: no checksum covers a page's
 * header, and a decoder that is told another place or another encoding finds some numbers all the same.
 */
final class Runs {
    private static final int PACKED = 8; // numbers that are packed together

    private final byte[] bytes;
    private final int end;
    private final int width;
    private int at;

    /** @param width of a number in bits */
    Runs(byte[] bytes, int from, int end, int width) {
        this.bytes = bytes;
        this.end = end;
        this.width = width;
        at = from;
    }

    /** Whether the bytes hold exactly so many numbers. */
    boolean hold(int count) {
        return count(count, -1) == 0;
    }

    /**
     * How many of the numbers are a certain one.
     *
     * @param count of numbers
     * @return -1 where the bytes hold fewer or more numbers than that, or none that this width allows
     */
    int count(int count, int wanted) {
        int found = 0;
        int left = count;
        while (left > 0) {
            long header = header();
            long length = header >>> 1;
            if (header < 0 || length == 0) {
                return -1;
            }
            if ((header & 1) == 0) {
                int value = value();
                if (value < 0) {
                    return -1;
                }
                int taken = (int) Math.min(left, length);
                found += value == wanted ? taken : 0;
                left -= taken;
            } else {
                int taken = (int) Math.min(left, length * PACKED);
                long needed = ((long) taken * width + Byte.SIZE - 1) / Byte.SIZE;
                if (needed > end - at) {
                    return -1;
                }
                for (int i = 0; wanted >= 0 && i < taken; i++) {
                    found += packed(i) == wanted ? 1 : 0;
                }
                at = (int) Math.min(end, at + length * width); // some writers leave out what pads the last run
                left -= taken;
            }
        }
        return at == end ? found : -1;
    }

    /** A varint of 32 bits; -1 where there is none. */
    private long header() {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            if (at == end) {
                return -1;
            }
            byte part = bytes[at++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        return -1;
    }

    /** A run's number in whole bytes; -1 where there is none, or one that is too wide. */
    private int value() {
        int size = (width + Byte.SIZE - 1) / Byte.SIZE;
        if (size > end - at) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) (bytes[at++] & 0xFF) << Byte.SIZE * i;
        }
        return value >>> width == 0 && value <= Integer.MAX_VALUE ? (int) value : -1;
    }

    private int packed(int index) {
        long value = 0;
        long bit = (long) index * width;
        for (int i = 0; i < width; i++, bit++) {
            value |= (long) (bytes[at + (int) (bit / Byte.SIZE)] >> bit % Byte.SIZE & 1) << i;
        }
        return (int) value;
    }
}
