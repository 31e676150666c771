package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;

/**
 * What a run has so far: a first line that says of what run, then one line {@code row TAB elapsed TAB late TAB prediction} for
 * each finished row in the order in which they finished (times in microseconds), and a line {@code begin TAB instant} for each
 * start of the run. Each line is written at once, so a killed run loses at most its last line.
 */
final class PartialFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final PartialLines known;

    private PartialFile(Path file, FileChannel channel, PartialLines known) {
        this.file = file;
        this.channel = channel;
        this.known = known;
    }

    /**
     * Opens the file for appending.
     *
     * @param header says of what run the file is
     * @param resume whether to keep what is there
     * @throws BadInputException when another process is writing it, or it belongs to a different run
     */
    static PartialFile open(Path file, RunHeader header, boolean resume, Instant now) throws BadInputException {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                return of(file, channel, header, resume, now);
            } catch (IOException | BadInputException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static PartialFile of(Path file, FileChannel channel, RunHeader header, boolean resume, Instant now)
            throws IOException, BadInputException {
        lock(file, channel);
        PartialLines found = resume ? PartialLines.read(file) : PartialLines.NONE;
        // what others left is begun anew
        boolean isOurs =
                found.header().isPresent() && header.isOfOwnerOf(found.header().get(), file.toString());
        PartialLines known = isOurs ? found : PartialLines.NONE;
        if (isOurs) {
            header.requireSame(found.header().get(), file.toString());
        }
        channel.truncate(known.end());
        channel.position(known.end());
        PartialFile partial = new PartialFile(file, channel, known);
        if (known.header().isEmpty()) {
            partial.write(Json.compact(header.toJson()));
        }
        partial.write("begin\t" + now);
        return partial;
    }

    /** Locks a byte far behind the end, which keeps writers apart without hindering readers anywhere. */
    private static void lock(Path file, FileChannel channel) throws IOException, BadInputException {
        boolean locked;
        try {
            locked = channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new BadInputException(file + " is being written by another run");
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Appends a finished row. */
    synchronized void append(Finished row) throws BadInputException {
        try {
            write(row.index() + "\t" + row.elapsedMicros() + "\t" + row.lateMicros() + "\t" + row.line());
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Which rows earlier starts of the run have finished. */
    BitSet finishedBefore() {
        return known.rows();
    }

    @Override
    public void close() throws BadInputException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be written to its end: " + e.getMessage(), e);
        }
    }

    /** Removes the file once its content stands where it belongs. */
    static void remove(Path file) throws BadInputException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** A row that has its prediction, or its error. */
    record Finished(int index, long elapsedMicros, long lateMicros, String line) {}

    /**
     * What a partial file holds, up to its last whole line.
     *
     * @param end where the next line belongs
     */
    private record PartialLines(Optional<JsonNode> header, BitSet rows, long end) {
        static final PartialLines NONE = new PartialLines(Optional.empty(), new BitSet(), 0);

        static PartialLines read(Path file) throws BadInputException {
            try (LineReader lines = LineReader.open(file)) {
                Optional<byte[]> first = lines.next();
                if (first.isEmpty() || !lines.isTerminated()) {
                    return NONE;
                }
                JsonNode header = Json.parse(first.get(), file.toString());
                BitSet rows = new BitSet();
                long end = lines.position();
                for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                    Optional<PartialLine> read = PartialLine.of(line.get());
                    if (!lines.isTerminated() || read.isEmpty()) {
                        break;
                    }
                    if (read.get().index() >= 0) {
                        rows.set(read.get().index());
                    }
                    end = lines.position();
                }
                return new PartialLines(Optional.of(header), rows, end);
            }
        }
    }
}
