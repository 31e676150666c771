package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
    private Optional<String> firstNameless = Optional.empty();
    private long linesBefore;
    private int filesRead;
    private int filesSkipped;

    private Refresh(RefreshRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
        this.strata = new StratifiedReservoirs(
                request.plan().capacity(), request.plan().drawing());
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
        request.fields().requireKeepable(request.plan());
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
        Selected selected = Selected.of(strata, request.fields(), request.plan());
        Labels labels = Labels.join(selected.rows(), request.labels());
        return new RefreshOutput(request, progress).write(selected, labels, described(selected));
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
        if (counts.hasTooManyStatuses()) {
            throw BadInputException.about(as -> "The field of " + as.apply("status") + " has more than "
                    + LogCounts.MOST_STATUSES + " values; a field with few values, such as a status, was expected");
        }
        if (counts.nameless > 0) {
            throw BadInputException.about(as -> firstNameless.orElse("") + " has neither id nor time, as "
                    + counts.nameless + " of " + (counts.nameless + counts.inWindow)
                    + " lines, so that a request cannot be told from a copy of it; name its fields by " + as.apply("id")
                    + " or " + as.apply("time") + ", or draw inputs (" + as.apply("draw") + ")");
        }
        if (counts.inWindow == 0) {
            throw new BadInputException(request.logs().describe() + " holds no request of the window "
                    + request.plan().from() + " to " + request.plan().until() + ": " + Json.compact(counts.lines())
                    + (counts.leftOut.isEmpty() ? "" : "; failed attempts: " + Json.compact(counts.leftOut))
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
        String called = (name.isEmpty() ? request.logs().describe() : name) + " line ";
        firstMalformed = firstMalformed.or(() -> scans.stream()
                .flatMap(scan -> scan.malformed(read).stream())
                .min(Comparator.comparingLong(LogScan.Found::line))
                .map(first -> called + first.line() + ": " + first.why()));
        firstNameless = firstNameless.or(() -> scans.stream()
                .flatMap(scan -> scan.nameless(read).stream())
                .min(Comparator.comparingLong(LogScan.Found::line))
                .map(first -> called + first.line()));
    }

    /** The part of the metadata that is known before anything is written; the same for the same logs, however cut. */
    private EvalSetMeta described(Selected selected) {
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
                        counts.lines(),
                        filesRead,
                        filesSkipped,
                        firstMalformed,
                        distinct,
                        strata.isEstimated(),
                        request.fields().status().map(status -> counts.leftOut)),
                new EvalSetMeta.Draw(
                        plan.seed(),
                        selected.rows().size(),
                        plan.rows(),
                        selected.nearDuplicates(),
                        selected.takenIds(),
                        selected.unreadable(),
                        plan.similarity(),
                        stratum,
                        stratum.isPresent() ? OptionalInt.of(plan.leastOfStratum()) : OptionalInt.empty(),
                        stratum.map(field -> strata.distinct()),
                        request.fields().status().map(LogFields.Status::toString),
                        selected.draw()),
                0,
                0,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
