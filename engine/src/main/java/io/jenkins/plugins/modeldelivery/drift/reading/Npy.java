package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's array format (versions 1 to 3) of two dimensions: floats of 16, 32 and 64 bits, and integers; either byte order,
 * rows or columns first.
 */
final class Npy {
    static final int FIRST_BYTE = 0x93;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*('([^']*)'|\\[)");
    private static final Pattern NUMBERS = Pattern.compile("([<>|=])(f[248]|[iu][1248])");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]{0,200})\\)");
    private static final int MOST_HEADER = 1 << 16;
    private static final int MOST_WIDTH = 1 << 20;
    /** Of an array that is kept as columns, in memory. */
    private static final long MOST_BYTES = 1L << 30;

    private final DataInputStream in;
    private final String source;

    Npy(InputStream in, String source) {
        this.in = new DataInputStream(in);
        this.source = source;
    }

    void read(VectorSink sink) throws IOException, BadInputException {
        String header = header();
        Matcher order = ORDER.matcher(header);
        Numbers numbers = numbers(header);
        long[] shape = shape(header);
        if (!order.find()) {
            throw new BadInputException(
                    source + " has a NumPy header without fortran_order; save it anew with numpy.save");
        }
        if (shape[1] < 1 || shape[1] > MOST_WIDTH) {
            throw new BadInputException(
                    source + " has rows of " + shape[1] + " numbers; 1 to " + MOST_WIDTH + " were expected");
        }
        if (order.group(1).equals("True")) {
            columns(shape[0], (int) shape[1], numbers, sink);
        } else {
            rows(shape[0], (int) shape[1], numbers, sink);
        }
    }

    private String header() throws IOException, BadInputException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadInputException(source + " starts like a NumPy file but is none");
        }
        int major = in.readUnsignedByte();
        in.readUnsignedByte();
        int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (major > 1) {
            length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
        }
        if (length < 0 || length > MOST_HEADER) {
            throw new BadInputException(source + " has a NumPy header of " + length + " bytes");
        }
        byte[] header = new byte[length];
        in.readFully(header);
        return new String(header, StandardCharsets.ISO_8859_1);
    }

    private Numbers numbers(String header) throws BadInputException {
        Matcher type = TYPE.matcher(header);
        if (!type.find()) {
            throw new BadInputException(source + " has a NumPy header without descr; save it anew with numpy.save");
        }
        if (type.group(2) == null) {
            throw new BadInputException(source + " is a structured array, whose rows have named fields;"
                    + " save numpy.lib.recfunctions.structured_to_unstructured(a)");
        }
        Matcher known = NUMBERS.matcher(type.group(2));
        if (known.matches()) {
            return new Numbers(
                    known.group(2).charAt(0),
                    known.group(2).charAt(1) - '0',
                    known.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }
        throw new BadInputException(
                type.group(2).endsWith("O")
                        ? source
                                + " holds Python objects, which are pickled and never read; save numpy.array(list(a), dtype='<f4')"
                        : source + " holds " + type.group(2) + "; save it with astype('<f4') or astype('<f8')");
    }

    private long[] shape(String header) throws BadInputException {
        Matcher found = SHAPE.matcher(header);
        long[] shape = found.find()
                ? Arrays.stream(found.group(1).split(","))
                        .map(String::strip)
                        .filter(size -> !size.isEmpty())
                        .mapToLong(size ->
                                size.length() > 18 ? Long.MAX_VALUE : Long.parseLong(size.replaceAll("\\s", "")))
                        .toArray()
                : new long[0];
        if (shape.length != 2) {
            throw new BadInputException(source + " has the shape ("
                    + (shape.length == 0 ? "" : found.group(1).strip())
                    + "), " + (shape.length == 1 ? "one dimension" : shape.length + " dimensions")
                    + " where rows of numbers have two; save "
                    + (shape.length == 1 ? "a.reshape(-1, 1) for rows of one number" : "a.reshape(len(a), -1)"));
        }
        return shape;
    }

    /**
     * How a number is written.
     *
     * @param kind {@code f}, {@code i} or {@code u}
     */
    private record Numbers(char kind, int size, ByteOrder order) {
        double at(ByteBuffer bytes, int index) {
            int at = index * size;
            return switch (size) {
                case 1 -> kind == 'u' ? bytes.get(at) & 0xFF : bytes.get(at);
                case 2 -> {
                    short bits = bytes.getShort(at);
                    yield kind == 'f' ? half(bits) : kind == 'u' ? Short.toUnsignedInt(bits) : bits;
                }
                case 4 -> {
                    int bits = bytes.getInt(at);
                    yield kind == 'f' ? Float.intBitsToFloat(bits) : kind == 'u' ? Integer.toUnsignedLong(bits) : bits;
                }
                default -> {
                    long bits = bytes.getLong(at);
                    yield kind == 'f'
                            ? Double.longBitsToDouble(bits)
                            : kind == 'u' && bits < 0 ? (bits >>> 1 | bits & 1) * 2.0 : bits;
                }
            };
        }

        /** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
        private static double half(short bits) {
            int exponent = bits >> 10 & 0x1F;
            int fraction = bits & 0x3FF;
            double size = exponent == 0x1F
                    ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                    : exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(0x400 | fraction, exponent - 25);
            return bits < 0 ? -size : size;
        }
    }

    private void rows(long rows, int width, Numbers numbers, VectorSink sink) throws IOException, BadInputException {
        double[] values = new double[width];
        ByteBuffer buffer = ByteBuffer.allocate(width * numbers.size()).order(numbers.order());
        for (long row = 0; row < rows; row++) {
            readFully(buffer.array(), row, rows);
            for (int u = 0; u < width; u++) {
                values[u] = finite(numbers.at(buffer, u), row, u);
            }
            sink.row(values, width, null, null, null);
        }
    }

    /** An array that lies there column by column has to be read whole before its first row is known. */
    private void columns(long rows, int width, Numbers numbers, VectorSink sink) throws IOException, BadInputException {
        if (rows > MOST_BYTES / ((long) width * numbers.size())) {
            throw new BadInputException(source + " has more than " + (MOST_BYTES >> 30)
                    + " GiB in Fortran order; save it with numpy.ascontiguousarray");
        }
        ByteBuffer[] columns = new ByteBuffer[width];
        for (int u = 0; u < width; u++) {
            columns[u] = ByteBuffer.allocate((int) rows * numbers.size()).order(numbers.order());
            readFully(columns[u].array(), 0, rows);
        }
        double[] values = new double[width];
        for (int row = 0; row < rows; row++) {
            for (int u = 0; u < width; u++) {
                values[u] = finite(numbers.at(columns[u], row), row, u);
            }
            sink.row(values, width, null, null, null);
        }
    }

    private void readFully(byte[] bytes, long row, long rows) throws IOException, BadInputException {
        try {
            in.readFully(bytes);
        } catch (EOFException e) {
            throw new BadInputException(source + " ends in row " + (row + 1) + " of " + rows, e);
        }
    }

    private double finite(double value, long row, int column) throws BadInputException {
        if (!Double.isFinite(value)) {
            throw new BadInputException(source + " row " + (row + 1) + " column " + (column + 1) + " is " + value
                    + "; every number must be finite");
        }
        return value;
    }
}
