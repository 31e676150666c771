package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes one thread's log lines into the reservoirs, through all files. */
final class LogScan implements ParallelLines.Sink {
    private final StratifiedReservoirs strata;
    private final long seed;
    private final long from;
    private final long until;
    private final LogLine line;
    private final LogCounts counts = new LogCounts();
    private Optional<Instant> fileDate = Optional.empty();
    private final Optional<String> wanted;
    private final Drawing drawing;
    private final long plainSeed;
    private final MessageDigest digest = Sha256.digest();
    private final First malformed = new First();
    private final First nameless = new First();
    private int chunk;

    LogScan(StratifiedReservoirs strata, RefreshPlan plan, LogFields fields) {
        this.strata = strata;
        this.plainSeed = plan.seed();
        this.seed = SplitMix.mix(plan.seed());
        this.drawing = plan.drawing();
        this.wanted = fields.status().map(LogFields.Status::value);
        this.from = plan.from().toEpochMilli();
        this.until = plan.until().toEpochMilli();
        this.line = new LogLine(fields);
    }

    /** Lines of another file follow; its date counts for lines that have none. */
    LogScan file(Optional<Instant> date) {
        fileDate = date;
        malformed.forget();
        nameless.forget();
        return this;
    }

    @Override
    public void begin(int next) {
        chunk = next;
    }

    @Override
    public void line(int number, byte[] bytes, int start, int end) {
        if (isBlank(bytes, start, end)) {
            return;
        }
        counts.lines++;
        try {
            line.parse(bytes, start, end);
        } catch (IOException e) {
            counts.malformed++;
            malformed.see(chunk, number, String.valueOf(e.getMessage()));
            return;
        }
        if (!line.hasInput()) {
            counts.withoutInput++;
            return;
        }
        OptionalLong time = line.time();
        if (time.isEmpty() && fileDate.isEmpty()) {
            counts.undated++;
            return;
        }
        long at = time.orElseGet(() -> fileDate.orElseThrow().toEpochMilli());
        if (at < from || at > until) {
            counts.outsideWindow++;
            return;
        }
        if (wanted.isPresent() && !wanted.get().equals(line.status())) {
            counts.leaveOut(line.status());
            return;
        }
        Optional<String> id = id(number, bytes, start, end);
        if (id.isEmpty()) {
            return;
        }
        counts.inWindow++;
        counts.newest = Math.max(counts.newest, at);
        counts.oldest = Math.min(counts.oldest, at);
        DrawKey key = drawing == Drawing.REQUESTS
                ? DrawKey.ofRequest(digest, plainSeed, id.get())
                : DrawKey.ofInput(seed, line.high(), line.low());
        strata.of(line.stratum()).offer(key, line, id.get(), at, bytes, start, end);
    }

    /** What a line is known by: its id or, where requests are drawn, else all that it holds with its time; empty for neither. */
    private Optional<String> id(int number, byte[] bytes, int start, int end) {
        if (drawing == Drawing.INPUTS || !line.id().isEmpty()) {
            return Optional.of(line.id());
        }
        if (line.time().isEmpty()) {
            counts.nameless++;
            nameless.see(chunk, number, "");
            return Optional.empty();
        }
        try {
            return Optional.of(DrawKey.contentId(LogLine.canonical(bytes, start, end)));
        } catch (IOException e) {
            counts.malformed++;
            malformed.see(chunk, number, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    LogCounts counts() {
        return counts;
    }

    /** The first malformed line of this file among this thread's. */
    Optional<Found> malformed(ParallelLines.Read<LogScan> read) {
        return malformed.found(read);
    }

    /** The first one without id and time. */
    Optional<Found> nameless(ParallelLines.Read<LogScan> read) {
        return nameless.found(read);
    }

    /** A line with something wrong. */
    record Found(long line, String why) {}

    /** The first such line of a file. */
    private static final class First {
        private int chunk = Integer.MAX_VALUE;
        private int line;
        private String why = "";

        void forget() {
            chunk = Integer.MAX_VALUE;
        }

        /** Chunks ascend, and lines within them. */
        void see(int newChunk, int newLine, String newWhy) {
            if (newChunk < chunk) {
                chunk = newChunk;
                line = newLine;
                why = newWhy.lines().findFirst().orElse("");
            }
        }

        Optional<Found> found(ParallelLines.Read<LogScan> read) {
            return chunk == Integer.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(new Found(read.number(chunk, line), why));
        }
    }
}
