package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import java.io.IOException;
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
    private int chunk;
    private int malformedChunk = Integer.MAX_VALUE;
    private int malformedLine;
    private String malformedWhy = "";

    LogScan(StratifiedReservoirs strata, RefreshPlan plan, LogFields fields) {
        this.strata = strata;
        this.seed = SplitMix.mix(plan.seed());
        this.from = plan.from().toEpochMilli();
        this.until = plan.until().toEpochMilli();
        this.line = new LogLine(fields);
    }

    /** Lines of another file follow; its date counts for lines that have none. */
    LogScan file(Optional<Instant> date) {
        fileDate = date;
        malformedChunk = Integer.MAX_VALUE;
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
            malformed(number, e);
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
        counts.inWindow++;
        counts.newest = Math.max(counts.newest, at);
        counts.oldest = Math.min(counts.oldest, at);
        long priority = SplitMix.mix(SplitMix.mix(seed ^ line.high()) + line.low());
        strata.of(line.stratum()).offer(priority, line, at, bytes, start, end);
    }

    private void malformed(int number, IOException e) {
        counts.malformed++;
        if (chunk < malformedChunk) {
            malformedChunk = chunk;
            malformedLine = number;
            malformedWhy = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
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
    Optional<Malformed> malformed(ParallelLines.Read<LogScan> read) {
        return malformedChunk == Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new Malformed(read.number(malformedChunk, malformedLine), malformedWhy));
    }

    /** A line that is no JSON object. */
    record Malformed(long line, String why) {}
}
