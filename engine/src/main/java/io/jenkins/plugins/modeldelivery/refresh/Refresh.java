package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.StagedFiles;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/** Makes the next eval set from request logs, in one pass over them and in memory that grows with the eval set only. */
public final class Refresh {
    /** Files whose path names a date farther outside the window than this are not read. */
    private static final Duration SLACK = Duration.ofDays(2);

    private final RefreshRequest request;
    private final Progress progress;
    private final LogCounts counts = new LogCounts();
    private final List<LogScan> scans = new ArrayList<>();
    private final StratifiedReservoirs strata;
    private Optional<String> firstMalformed = Optional.empty();
    private long linesBefore;
    private int filesRead;
    private int filesSkipped;

    private Refresh(RefreshRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
        this.strata = new StratifiedReservoirs(request.plan().capacity());
        for (int i = 0; i < request.threads(); i++) {
            scans.add(new LogScan(strata, request.plan(), request.fields()));
        }
    }

    /**
     * Writes the eval set with its metadata, and the queue. Without a single label no eval set is written.
     *
     * @throws BadInputException when there are no logs, or no request in the window
     */
    public static RefreshReport run(RefreshRequest request, Progress progress)
            throws DeliveryException, InterruptedException {
        request.fields().requireKeepable();
        for (Path labels : request.labels()) {
            Path file = normal(labels);
            if (file.equals(normal(request.output())) || file.equals(normal(request.queue()))) {
                throw new BadInputException(
                        labels + " holds labels and would be overwritten; give it, or the output, another name");
            }
        }
        return new Refresh(request, progress).run();
    }

    private static Path normal(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private RefreshReport run() throws DeliveryException, InterruptedException {
        scan();
        strata.requireFew();
        Selection selection = Selection.of(strata, request.fields(), request.plan());
        Labels.join(selection.rows(), request.labels());
        return new RefreshOutput(request, progress).write(selection, described(selection));
    }

    private void scan() throws DeliveryException, InterruptedException {
        List<String> names = request.logs().names();
        if (names.isEmpty()) {
            throw new BadInputException(
                    request.logs().describe() + " holds no logs (.jsonl, .ndjson, .json or .log, plain or .gz)");
        }
        for (String name : names) {
            Optional<Instant> date = Times.ofPath(name);
            if (date.isPresent() && isFarOutside(date.get())) {
                filesSkipped++;
            } else {
                filesRead++;
                request.logs().with(name, file -> scan(name, date, file));
            }
        }
        scans.forEach(scan -> counts.add(scan.counts()));
        if (counts.inWindow == 0) {
            throw new BadInputException(request.logs().describe() + " holds no request of the window "
                    + request.plan().from() + " to " + request.plan().until() + ": " + Json.compact(counts.lines())
                    + firstMalformed.map(first -> "; first malformed: " + first).orElse(""));
        }
    }

    private boolean isFarOutside(Instant date) {
        return date.isBefore(request.plan().from().minus(SLACK))
                || date.isAfter(request.plan().until().plus(SLACK));
    }

    private void scan(String name, Optional<Instant> date, Path file) throws BadInputException, InterruptedException {
        Iterator<LogScan> each = scans.iterator();
        long before = linesBefore;
        ParallelLines.Read<LogScan> read = ParallelLines.read(
                file,
                request.threads(),
                () -> each.next().file(date),
                (done, total, unit) -> progress.report(before + done, -1, unit));
        linesBefore = scans.stream().mapToLong(scan -> scan.counts().lines).sum();
        if (firstMalformed.isEmpty()) {
            firstMalformed = scans.stream()
                    .flatMap(scan -> scan.malformed(read).stream())
                    .min(Comparator.comparingLong(LogScan.Malformed::line))
                    .map(first -> (name.isEmpty() ? request.logs().describe() : name) + " line " + first.line() + ": "
                            + first.why());
        }
    }

    /** The part of the metadata that is known before anything is written; the same for the same logs, however cut. */
    private EvalSetMeta described(Selection selection) {
        RefreshPlan plan = request.plan();
        long distinct =
                strata.distinct().values().stream().mapToLong(Long::longValue).sum();
        Optional<String> stratum = request.fields().stratum().map(JsonPointer::toString);
        return new EvalSetMeta(
                counts.newestTime(),
                plan.days() + "d",
                plan.from(),
                plan.until(),
                counts.oldestTime(),
                new EvalSetMeta.Logs(
                        counts.lines(), filesRead, filesSkipped, firstMalformed, distinct, strata.isEstimated()),
                new EvalSetMeta.Draw(
                        plan.seed(),
                        selection.rows().size(),
                        plan.rows(),
                        selection.nearDuplicates(),
                        selection.takenIds(),
                        selection.unreadable(),
                        plan.similarity(),
                        stratum,
                        stratum.isPresent() ? OptionalInt.of(plan.leastOfStratum()) : OptionalInt.empty(),
                        stratum.map(field -> strata.distinct())),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Takes one thread's log lines into the reservoirs, through all files. */
    static final class LogScan implements ParallelLines.Sink {
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
                malformedWhy =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
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

    /** Writes what a refresh has found. */
    static final class RefreshOutput {
        private final RefreshRequest request;
        private final Progress progress;

        RefreshOutput(RefreshRequest request, Progress progress) {
            this.request = request;
            this.progress = progress;
        }

        RefreshReport write(Selection selection, EvalSetMeta described) throws BadInputException, InterruptedException {
            List<SampledRow> labelled = selection.rows().stream()
                    .filter(row -> row.agreed().isPresent())
                    .toList();
            List<SampledRow> open = selection.rows().stream()
                    .filter(row -> row.agreed().isEmpty())
                    .toList();
            long conflicts =
                    open.stream().filter(row -> row.labels().size() > 1).count();
            EvalSetMeta meta = described.counted(labelled.size(), open.size(), conflicts);
            // an abort in the middle must not leave an eval set with the metadata, or the fingerprint, of another one
            try (StagedFiles files = new StagedFiles()) {
                lines(files, request.queue(), open);
                if (!labelled.isEmpty()) {
                    Path set = lines(files, request.output(), labelled);
                    meta = meta.written(Sha256.of(set), fingerprint(files, set, labelled));
                    byte[] text = (Json.pretty(meta.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
                    files.write(beside(".meta.json"), out -> out.write(text));
                }
                files.publish();
            }
            return new RefreshReport(meta, request.output(), request.queue(), selection.isShort());
        }

        private Path beside(String ending) {
            return request.output().resolveSibling(request.output().getFileName() + ending);
        }

        private static Path lines(StagedFiles files, Path file, List<SampledRow> rows) throws BadInputException {
            boolean packed = file.toString().endsWith(".gz");
            return files.write(file, raw -> {
                try (OutputStream out = new BufferedOutputStream(packed ? new GZIPOutputStream(raw) : raw)) {
                    for (SampledRow row : rows) {
                        out.write((Json.compact(row.written()) + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
            });
        }

        /** Writes the fingerprint, where one was asked for, and returns its file's name. */
        private Optional<String> fingerprint(StagedFiles files, Path set, List<SampledRow> rows)
                throws BadInputException, InterruptedException {
            if (request.embeddingModel().isEmpty()) {
                return Optional.empty();
            }
            long without = rows.stream().filter(row -> !row.hasEmbedding()).count();
            if (without > 0) {
                throw new BadInputException("A fingerprint needs an embedding in every row, but " + without + " of "
                        + rows.size() + " have none");
            }
            Fingerprint made = Fingerprinting.create(
                    set,
                    ReadOptions.defaults(),
                    request.embeddingModel().orElseThrow(),
                    OptionalDouble.empty(),
                    progress);
            byte[] text = Json.compact(made.toJson()).getBytes(StandardCharsets.UTF_8);
            files.write(beside(".fp.json"), out -> out.write(text));
            return Optional.of(beside(".fp.json").toFile().getName());
        }
    }
}
