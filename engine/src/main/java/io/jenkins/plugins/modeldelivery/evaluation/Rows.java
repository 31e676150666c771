package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.Compliance;
import io.jenkins.plugins.modeldelivery.contract.RecordCounts;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The rows of a predictions file or an eval set, read in one pass: about 50 bytes a row stay in memory, 8 more for
 * each number or group that a rule asks for, and lists of labels or documents as they are. Equal for any number of threads.
 */
public final class Rows {
    private final Block block;
    private final List<String> classes;
    private final List<String> labelTexts;
    private final RowNeeds needs;
    private final Map<String, Repeats> repeats;
    private final List<List<String>> sliceValues;
    private final IdIndex ids;
    private final Map<String, Defect> defects;
    private final Compliance compliance;
    private final ParallelLines.Read<RowSink> lines;
    private final boolean hasTrials;

    private Rows(ParallelLines.Read<RowSink> lines, RowNeeds needs) {
        this.lines = lines;
        this.needs = needs;
        List<RowSink> sinks = lines.sinks();
        classes = Dictionary.union(sinks.stream().map(sink -> sink.classes).toList());
        labelTexts = kept(
                Dictionary.union(sinks.stream().map(sink -> sink.labelTexts).toList()));
        sliceValues = new ArrayList<>();
        for (int i = 0; i < needs.slices().size(); i++) {
            int slice = i;
            sliceValues.add(Dictionary.union(
                    sinks.stream().map(sink -> sink.sliceValues[slice]).toList()));
        }
        compliance = new Compliance();
        Defects found = new Defects();
        for (RowSink sink : sinks) {
            compliance.add(sink.compliance);
            found.addAll(sink.defects);
        }
        repeats = Repeats.of(sinks.stream().map(sink -> sink.repeats).toList());
        block = join(sinks);
        hasTrials = Arrays.stream(block.trial, 0, block.rows).anyMatch(trial -> trial != 0);
        ids = new IdIndex(block);
        defects = found.byKind(lines);
        if (ids.duplicates() > 0) {
            defects.put(Defects.Kind.DUPLICATED_ID.key, new Defect(ids.duplicates(), block.line[ids.firstDuplicate()]));
        }
    }

    /**
     * Reads a file.
     *
     * @param needs the columns besides those that every row has
     * @param output the contract's output, checked on each row's {@code output}; null for none
     */
    public static Rows read(Path file, RowNeeds needs, RecordSchema output, int threads, Progress progress)
            throws BadInputException, InterruptedException {
        return read(file, needs, output, Optional.empty(), threads, progress);
    }

    /**
     * The same of predictions.
     *
     * @param evalSet read with {@link RowNeeds#evalSet}: its label and {@code drawn} count where a row of the same id has none
     */
    public static Rows read(
            Path file, RowNeeds needs, RecordSchema output, Optional<Rows> evalSet, int threads, Progress progress)
            throws BadInputException, InterruptedException {
        return new Rows(ParallelLines.read(file, threads, () -> new RowSink(needs, output, evalSet), progress), needs);
    }

    private static List<String> kept(List<String> texts) {
        return texts.stream().mapToLong(String::length).sum() > RowSink.MAX_LABEL_CHARACTERS ? List.of() : texts;
    }

    /** Gives a row of predictions the label, and how often it was drawn, where it does not say them itself. */
    void complete(RowParser row) throws BadInputException {
        int known = ids.find(row.id.high(), row.id.low(), 0);
        if (known < 0) {
            return;
        }
        row.drawn = row.drawn == 0 ? block.drawn[known] : row.drawn;
        if (!row.isLabelled() && block.labelText[known] >= 0) {
            row.label(labelTexts.get(block.labelText[known]));
        }
    }

    /** Whether its different labels are too many, or too long, to be kept for rows that have none. */
    public boolean hasTooManyLabels() {
        return block.labelText.length > 0
                && IntStream.of(block.labelText).limit(block.rows).anyMatch(text -> text == Dictionary.TOO_MANY);
    }

    /** How many requests were drawn, by the values of a slice field; rows without the field are left out. */
    public Map<String, Long> drawn(String field) {
        Map<String, Long> drawn = new TreeMap<>();
        int[] slice = slice(field);
        List<String> names = sliceValues(field);
        for (int row = 0; row < block.rows; row++) {
            if (slice[row] >= 0) {
                drawn.merge(names.get(slice[row]), (long) block.drawn[row], Long::sum);
            }
        }
        return drawn;
    }

    /** How many requests were drawn, as the rows say. */
    public long drawn() {
        return IntStream.of(block.drawn).limit(block.rows).asLongStream().sum();
    }

    /** SHA-256 of the very bytes that were read, as they lie on disk. */
    public String sha256() {
        return lines.sha256();
    }

    private Block join(List<RowSink> sinks) {
        Map<Integer, RowSink> owners = new TreeMap<>();
        long rows = 0;
        for (RowSink sink : sinks) {
            for (Map.Entry<Integer, Block> entry : sink.blocks.entrySet()) {
                owners.put(entry.getKey(), sink);
                rows += entry.getValue().rows;
            }
        }
        Map<RowSink, int[]> classPositions = new java.util.IdentityHashMap<>();
        Map<RowSink, int[]> labelPositions = new java.util.IdentityHashMap<>();
        Map<RowSink, int[][]> slicePositions = new java.util.IdentityHashMap<>();
        for (RowSink sink : sinks) {
            classPositions.put(sink, sink.classes.positions(classes));
            labelPositions.put(sink, sink.labelTexts.positions(labelTexts));
            int[][] positions = new int[needs.slices().size()][];
            Arrays.setAll(positions, i -> sink.sliceValues[i].positions(sliceValues.get(i)));
            slicePositions.put(sink, positions);
        }
        Block all = new Block(needs, Math.toIntExact(rows));
        owners.forEach((chunk, sink) -> {
            Block part = sink.blocks.remove(chunk);
            for (int i = 0; i < part.rows; i++) {
                part.line[i] = (int) lines.number(chunk, part.line[i]);
            }
            all.append(part, classPositions.get(sink), labelPositions.get(sink), slicePositions.get(sink));
        });
        return all;
    }

    public int count() {
        return block.rows;
    }

    /** By their kind; empty for a clean file. */
    public Map<String, Defect> defects() {
        return Collections.unmodifiableMap(defects);
    }

    /** How the outputs keep the contract. */
    public RecordCounts compliance() {
        return compliance.counts(lines::number);
    }

    /** What the file's first line says about the file under {@code $meta}. */
    public Optional<JsonNode> metadata() {
        return lines.sinks().stream()
                .map(sink -> sink.metadata)
                .filter(node -> node != null)
                .findFirst();
    }

    /** Values of a slice field in order; empty where no row has it or there are more than 1,000. */
    public List<String> sliceValues(String field) {
        return sliceValues.get(needs.slices().indexOf(field));
    }

    /** All latencies in ascending order, in milliseconds; rows without one are left out. */
    public double[] sortedLatencies() {
        double[] sorted = Arrays.stream(block.latency, 0, block.rows)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** How often the same was asked, by the field that names it. */
    public Map<String, Repeats> repeats() {
        return repeats;
    }

    /** Whether rows of one id are told apart by {@code trial}. */
    boolean hasTrials() {
        return hasTrials;
    }

    double[] numbers(String field) {
        return block.numbers[needs.numbers().indexOf(field)];
    }

    long[] groups(String field) {
        return block.groups[needs.groups().indexOf(field)];
    }

    /** A reading's column. */
    double[] column(Measure.Reading reading, int which) {
        return block.numbers[needs.column(reading) + which];
    }

    int[] slice(String field) {
        return block.slices[needs.slices().indexOf(field)];
    }

    Block block() {
        return block;
    }

    List<String> classes() {
        return classes;
    }

    IdIndex ids() {
        return ids;
    }

    /** Finds rows by id. Open addressing over row numbers; of equal ids the first row counts. */
    static final class IdIndex {
        private final Block block;
        private final int[] slots;
        private final int mask;
        private long duplicates;
        private int firstDuplicate = -1;

        IdIndex(Block block) {
            this.block = block;
            int size = Integer.highestOneBit(Math.max(8, Math.min(1 << 29, block.rows))) << 2;
            slots = new int[size];
            mask = size - 1;
            Arrays.fill(slots, -1);
            for (int row = 0; row < block.rows; row++) {
                if (block.has(row, Block.HAS_ID)) {
                    add(row);
                }
            }
        }

        private void add(int row) {
            int slot = slot(block.high[row], block.low[row], block.trial[row]);
            if (slots[slot] < 0) {
                slots[slot] = row;
            } else {
                duplicates++;
                firstDuplicate = firstDuplicate < 0 ? row : firstDuplicate;
            }
        }

        private int slot(long high, long low, long trial) {
            int slot = (int) (low ^ trial) & mask;
            while (slots[slot] >= 0
                    && (block.high[slots[slot]] != high
                            || block.low[slots[slot]] != low
                            || block.trial[slots[slot]] != trial)) {
                slot = slot + 1 & mask;
            }
            return slot;
        }

        /** The row with this id, of its trials this one (0: none is named), or -1. */
        int find(long high, long low, long trial) {
            return slots[slot(high, low, trial)];
        }

        long duplicates() {
            return duplicates;
        }

        int firstDuplicate() {
            return firstDuplicate;
        }
    }
}
