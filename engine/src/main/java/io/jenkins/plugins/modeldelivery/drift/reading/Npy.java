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

/** NumPy's array format (versions 1 to 3): little-endian float32 or float64, C order, two dimensions. */
final class Npy {
    static final int FIRST_BYTE = 0x93;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE =
            Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d{1,18})\\s*,\\s*(\\d{1,9})\\s*,?\\s*\\)");
    private static final int MOST_HEADER = 1 << 16;
    private static final int MOST_WIDTH = 1 << 20;

    private final DataInputStream in;
    private final String source;

    Npy(InputStream in, String source) {
        this.in = new DataInputStream(in);
        this.source = source;
    }

    void read(VectorSink sink) throws IOException, BadInputException {
        String header = header();
        Matcher shape = SHAPE.matcher(header);
        Matcher type = TYPE.matcher(header);
        Matcher order = ORDER.matcher(header);
        if (!shape.find() || !type.find() || !order.find() || order.group(1).equals("True")) {
            throw new BadInputException(
                    source + " is not a two-dimensional NumPy array in C order; save it with numpy.ascontiguousarray");
        }
        boolean isDouble = type.group(1).equals("<f8");
        if (!isDouble && !type.group(1).equals("<f4")) {
            throw new BadInputException(
                    source + " holds " + type.group(1) + "; save it with astype('<f4') or astype('<f8')");
        }
        rows(Long.parseLong(shape.group(1)), Integer.parseInt(shape.group(2)), isDouble, sink);
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

    private void rows(long rows, int width, boolean isDouble, VectorSink sink) throws IOException, BadInputException {
        if (width < 1 || width > MOST_WIDTH) {
            throw new BadInputException(source + " has rows of " + width + " numbers");
        }
        double[] values = new double[width];
        byte[] bytes = new byte[width * (isDouble ? Double.BYTES : Float.BYTES)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[isDouble ? 0 : width];
        for (long row = 0; row < rows; row++) {
            try {
                in.readFully(bytes);
            } catch (EOFException e) {
                throw new BadInputException(source + " ends in row " + (row + 1) + " of " + rows, e);
            }
            if (isDouble) {
                buffer.asDoubleBuffer().get(values);
            } else {
                buffer.asFloatBuffer().get(floats);
                for (int u = 0; u < width; u++) {
                    values[u] = floats[u];
                }
            }
            for (int u = 0; u < width; u++) {
                if (!Double.isFinite(values[u])) {
                    throw new BadInputException(source + " row " + (row + 1) + " column " + (u + 1) + " is " + values[u]
                            + "; every number must be finite");
                }
            }
            sink.row(values, width, null, null, null);
        }
    }
}
