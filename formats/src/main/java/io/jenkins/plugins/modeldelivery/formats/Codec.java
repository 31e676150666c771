package io.jenkins.plugins.modeldelivery.formats;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Unpacks pages, to exactly the size that they say. */
@FunctionalInterface
interface Codec {
    Codec NONE = Codec::asItIs;

    byte[] unpack(byte[] packed, int offset, int length, int size) throws IOException;

    /** @throws IOException for packings that are not read */
    static Codec of(CompressionCodec codec, String column) throws IOException {
        if (codec == null) {
            throw new IOException("column '" + column + "' is packed in a way that is not known");
        }
        return switch (codec) {
            case UNCOMPRESSED -> NONE;
            case GZIP -> Codec::gunzip;
            case SNAPPY -> with(new SnappyDecompressor());
            case ZSTD -> with(new ZstdDecompressor());
            case LZ4_RAW -> with(new Lz4Decompressor());
            case LZO, BROTLI, LZ4 ->
                throw new IOException("column '" + column + "' is packed by " + codec
                        + ", which is not read; write it with zstd, snappy, gzip, lz4_raw or without");
        };
    }

    private static byte[] asItIs(byte[] packed, int offset, int length, int size) throws IOException {
        requireSize(length, size);
        byte[] bytes = new byte[size];
        System.arraycopy(packed, offset, bytes, 0, size);
        return bytes;
    }

    private static byte[] gunzip(byte[] packed, int offset, int length, int size) throws IOException {
        if (size == 0) {
            return new byte[0];
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed, offset, length))) {
            byte[] bytes = in.readNBytes(size);
            requireSize(bytes.length + (in.read() < 0 ? 0 : 1), size);
            return bytes;
        }
    }

    private static Codec with(Decompressor decompressor) {
        return (packed, offset, length, size) -> {
            byte[] bytes = new byte[size];
            if (size > 0) {
                try {
                    requireSize(decompressor.decompress(packed, offset, length, bytes, 0, size), size);
                } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
                    throw new IOException("what is packed is malformed", e);
                }
            }
            return bytes;
        };
    }

    private static void requireSize(int found, int size) throws IOException {
        if (found != size) {
            throw new IOException("unpacked it has " + (found > size ? "more than " : "") + Math.min(found, size)
                    + " bytes, and says " + size);
        }
    }
}
