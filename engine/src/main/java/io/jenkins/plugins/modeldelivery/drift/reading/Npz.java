package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** NumPy's archive of arrays: its only member, or that which is called as the field. */
final class Npz {
    private static final int MOST_NAMED = 10;
    /** Of an array that is kept until it is known that there is no other. */
    private static final int MOST_BYTES = 256 << 20;

    private final InputStream packed;
    private final ZipInputStream zip;
    private final String source;
    private final String field;

    Npz(InputStream in, String source, String field) {
        packed = in;
        zip = new ZipInputStream(in);
        this.source = source;
        this.field = field;
    }

    /** Tells which array it was. */
    String read(VectorSink sink) throws IOException, BadInputException {
        List<String> others = new ArrayList<>();
        byte[] only = new byte[0];
        boolean found = false;
        for (ZipEntry entry = next(); entry != null; entry = next()) {
            String name = entry.getName();
            requireArray(name);
            if (name.equals(field + ".npy")) {
                read(name, zip, sink);
                found = true;
            } else {
                others.add(name);
                only = others.size() == 1 ? zip.readNBytes(MOST_BYTES) : only;
            }
        }
        packed.transferTo(OutputStream.nullOutputStream()); // the list of members, which says nothing new
        if (!found && others.isEmpty()) {
            throw new BadInputException(source + " is a zip archive without a member that can be read; write it again");
        }
        if (!found && others.size() == 1 && only.length < MOST_BYTES) {
            read(others.get(0), new ByteArrayInputStream(only), sink);
        } else if (!found) {
            throw new BadInputException(source + " is an .npz archive of "
                    + others.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                    + "; name its array with --field NAME, or save that alone with numpy.save");
        }
        return found ? field + ".npy" : others.get(0);
    }

    private ZipEntry next() throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw new ZipException("the name of a member is not UTF-8"); // so the JDK tells it
        }
    }

    private void requireArray(String name) throws BadInputException {
        if (name.startsWith("xl/") || name.equals("[Content_Types].xml")) {
            throw new BadInputException(source + " is an Excel workbook; save the sheet as CSV");
        }
        if (name.endsWith(".pkl")) {
            throw new BadInputException(source + " is a file of PyTorch, which holds a pickle and is never read;"
                    + " save the array with numpy.save(..., tensor.numpy())");
        }
        if (!name.endsWith(".npy")) {
            throw new BadInputException(source + " is a zip archive of other files (" + PlainText.shown(name)
                    + "); give the file itself, as JSON lines, CSV or a NumPy array");
        }
    }

    private void read(String name, InputStream in, VectorSink sink) throws IOException, BadInputException {
        new Npy(in, source + " (" + PlainText.shown(name) + ")").read(sink);
        if (in.transferTo(OutputStream.nullOutputStream()) > 0) { // to its end, where the checksum is
            throw new BadInputException(source + " (" + PlainText.shown(name) + ") goes on behind its last row");
        }
    }
}
