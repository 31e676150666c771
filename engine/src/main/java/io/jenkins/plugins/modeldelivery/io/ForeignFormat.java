package io.jenkins.plugins.modeldelivery.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Files of other programs, told by their first bytes, each with what to do instead; {@link Tables} reads Parquet. */
public enum ForeignFormat {
    PARQUET(
            "PAR1",
            "Parquet: put model-delivery-formats.jar beside model-delivery.jar, or name it in the environment variable"
                    + " MODEL_DELIVERY_FORMATS (in Jenkins the agent's own); or write JSON lines"),
    ENCRYPTED_PARQUET("PARE", "an encrypted Parquet file; write it without encryption"),
    ARROW("ARROW1", "an Arrow file; write it as JSON lines, in pandas to_json(..., orient='records', lines=True)"),
    FEATHER("FEA1", "a Feather file; write it as JSON lines, in pandas to_json(..., orient='records', lines=True)"),
    ORC("ORC", "an ORC file; write it as JSON lines, in pandas to_json(..., orient='records', lines=True)"),
    AVRO("Obj\u0001", "an Avro file; write it as JSON lines, with avro-tools tojson"),
    EXCEL("\u00d0\u00cf\u0011\u00e0", "an old Excel workbook; save the sheet as CSV"),
    HDF5("\u0089HDF", "an HDF5 file; save the array with numpy.save"),
    SQLITE("SQLite format 3", "an SQLite database; write the table as CSV"),
    ZSTANDARD("\u0028\u00b5\u002f\u00fd", "packed by Zstandard; unpack it with zstd -d, or pack it with gzip"),
    BZIP2("BZh", "packed by bzip2; unpack it with bunzip2, or pack it with gzip"),
    XZ("\u00fd7zXZ", "packed by xz; unpack it with unxz, or pack it with gzip"),
    PICKLE("\u0080", "a Python pickle, which is never read since it may hold code; save the array with numpy.save");

    /** How many bytes at a file's beginning tell its format. */
    public static final int BYTES = 16;

    private final byte[] magic;
    private final String remedy;

    ForeignFormat(String magic, String remedy) {
        this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
        this.remedy = remedy;
    }

    /** What a file is, in the words that follow "it is". */
    public String remedy() {
        return remedy;
    }

    /** Its name where it is read, see {@link Tables}. */
    String shown() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** @param start the first {@link #BYTES} bytes, or all where there are fewer */
    public static Optional<ForeignFormat> of(byte[] start) {
        return Arrays.stream(values())
                .filter(format -> format == PICKLE
                        ? start.length > 1 && start[0] == format.magic[0] && start[1] >= 2 && start[1] <= 5
                        : startsWith(start, format.magic))
                .findFirst();
    }

    /** Whether it is a zip archive: NumPy's .npz, an Excel workbook, or files of PyTorch. */
    public static boolean isZip(byte[] start) {
        return startsWith(start, new byte[] {'P', 'K', 3, 4}) || startsWith(start, new byte[] {'P', 'K', 5, 6});
    }

    private static boolean startsWith(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }
}
