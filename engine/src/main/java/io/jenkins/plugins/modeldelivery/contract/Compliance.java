package io.jenkins.plugins.modeldelivery.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts valid and invalid records, violations by keyword and pointer, and the first offenders. Not thread-safe. */
public final class Compliance {
    /** How many offending records are shown. */
    public static final int OFFENDERS = 20;

    private static final int SHOWN_VIOLATIONS = 100;
    private static final int MAX_KEYS = 10_000;

    private long valid;
    private long invalid;
    private long undecided;
    private final Map<String, Counted> counts = new TreeMap<>();
    private final List<Offender> offenders = new ArrayList<>();

    private record Offender(int chunk, int line, Violation first) {
        static final Comparator<Offender> IN_FILE_ORDER =
                Comparator.comparingInt(Offender::chunk).thenComparingInt(Offender::line);
    }

    private static final class Counted {
        final Violation example;
        long count;

        Counted(Violation example) {
            this.example = example;
        }
    }

    /** Turns a position into a 1-based line number of the file. */
    @FunctionalInterface
    public interface LineNumbers {
        long number(int chunk, int line);
    }

    public void valid() {
        valid++;
    }

    /** The same for so many records. */
    public void valid(long records) {
        valid += records;
    }

    /**
     * Notes an invalid record.
     *
     * @param chunk and {@code line}: where it stands; within one instance positions must ascend
     */
    public void invalid(int chunk, int line, List<Violation> violations) {
        invalid++;
        undecided += violations.get(0).keyword().equals(Violation.UNDECIDED) ? 1 : 0;
        for (Violation violation : violations) {
            count(violation, 1);
        }
        if (offenders.size() < OFFENDERS) {
            offenders.add(new Offender(chunk, line, violations.get(0)));
        }
    }

    private void count(Violation violation, long times) {
        Violation kept = counts.size() < MAX_KEYS || counts.containsKey(violation.key())
                ? violation
                : new Violation(violation.keyword(), "(more)", "");
        counts.computeIfAbsent(kept.key(), key -> new Counted(kept)).count += times;
    }

    /** Adds what another instance saw. */
    public void add(Compliance other) {
        valid += other.valid;
        invalid += other.invalid;
        undecided += other.undecided;
        other.counts.values().forEach(counted -> count(counted.example, counted.count));
        offenders.addAll(other.offenders);
        offenders.sort(Offender.IN_FILE_ORDER);
        if (offenders.size() > OFFENDERS) {
            offenders.subList(OFFENDERS, offenders.size()).clear();
        }
    }

    public long invalidCount() {
        return invalid;
    }

    /** What was counted. */
    public RecordCounts counts(LineNumbers lines) {
        return new RecordCounts(
                Optional.empty(),
                Optional.empty(),
                valid,
                invalid,
                undecided == 0 ? Optional.empty() : Optional.of(undecided),
                counts.values().stream()
                        .sorted(Comparator.comparingLong((Counted c) -> -c.count)
                                .thenComparing(c -> c.example.keyword())
                                .thenComparing(c -> c.example.pointer()))
                        .limit(SHOWN_VIOLATIONS)
                        .map(c -> new RecordCounts.ViolationCount(
                                c.example.keyword(), c.example.pointer(), c.count, Map.of()))
                        .toList(),
                offenders.stream()
                        .map(o -> new RecordCounts.Offender(
                                lines.number(o.chunk, o.line),
                                o.first.keyword(),
                                o.first.pointer(),
                                o.first.message(),
                                Map.of()))
                        .toList(),
                Map.of());
    }
}
