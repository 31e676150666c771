package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Some rows of a file with their weights, and the units that were drawn independently. */
final class ChosenRows {
    private final Rows rows;
    private int[] chosen;
    private double[] weights;
    private int[] units;
    private int unitCount;
    private boolean isTrialUnit;
    private int[] trials = {};
    private int[] trialCounts;
    private int[] byUnit;
    private long leftOut;
    private ChosenRows model;
    private boolean openIsWrong;
    private boolean answersVary;
    private boolean[] alike = {};

    ChosenRows(Rows rows, int[] chosen) {
        this.rows = rows;
        this.chosen = chosen;
    }

    int rows() {
        return chosen.length;
    }

    Rows file() {
        return rows;
    }

    int row(int i) {
        return chosen[i];
    }

    boolean has(int i, int flag) {
        return rows.block().has(chosen[i], flag);
    }

    /** Whether a row counts as wrong, or as the worst there is: it failed or, where labels decide, nobody has labelled it. */
    boolean failed(int i) {
        return has(i, Block.FAILED) || isOpen(i);
    }

    /** Whether it was drawn and has no label, and so counts as wrong. */
    boolean isOpen(int i) {
        return openIsWrong && has(i, Block.OPEN);
    }

    /** Has drawn rows without a label count as wrong. */
    void takeOpenForWrong() {
        openIsWrong = true;
    }

    /** Has one answer to an input that was drawn several times be one piece of evidence. */
    void takeAnswersForVarying() {
        answersVary = true;
    }

    /** @param rows for which a candidate and this baseline predicted the same, so that both are right or both are wrong */
    void agreesOn(boolean[] rows) {
        alike = rows;
    }

    boolean isAlike(int i) {
        return alike.length > 0 && alike[i] && isOpen(i);
    }

    long failedRows() {
        return IntStream.range(0, chosen.length)
                .filter(i -> has(i, Block.FAILED))
                .count();
    }

    long leftOut() {
        return leftOut;
    }

    int drawn(int i) {
        return Math.max(1, rows.block().drawn[chosen[i]]);
    }

    /** How many independent requests a row that is a unit of its own stands for. */
    int requestsOf(int i) {
        return answersVary ? 1 : drawn(i);
    }

    boolean hasTrials() {
        return rows.hasTrials();
    }

    double[] column(Measure.Reading reading, int which) {
        double[] all = rows.column(reading, which);
        return Arrays.stream(chosen).mapToDouble(row -> all[row]).toArray();
    }

    double[] latencies() {
        return Arrays.stream(chosen)
                .mapToDouble(row -> rows.block().latency[row])
                .toArray();
    }

    /** Without the failed rows. */
    ChosenRows answered() {
        return new ChosenRows(
                rows,
                IntStream.range(0, chosen.length)
                        .filter(i -> !failed(i))
                        .map(i -> chosen[i])
                        .toArray());
    }

    /** Keeps the rows at these positions alone. */
    void keep(int[] positions) {
        leftOut = chosen.length - positions.length;
        int[] all = chosen;
        chosen = Arrays.stream(positions).map(i -> all[i]).toArray();
    }

    /** Takes weights and units from the rows of another file at the same positions. */
    void unitsOf(ChosenRows other) {
        model = other;
    }

    /** Finds weights and units; why they cannot be told, if so. */
    Optional<String> gap(Measure measure) {
        if (model != null) {
            weights = model.weights;
            units = model.units;
            unitCount = model.unitCount;
            isTrialUnit = model.isTrialUnit;
            trials = model.trials;
            trialCounts = model.trialCounts;
            byUnit = model.byUnit;
            return Optional.empty();
        }
        if (chosen.length == 0) {
            return Optional.of("there are no rows");
        }
        weights = new double[chosen.length];
        Arrays.fill(weights, 1);
        return measure.weight().flatMap(this::weigh).or(() -> unite(measure));
    }

    private Optional<String> weigh(String field) {
        double[] all = rows.numbers(field);
        weights = Arrays.stream(chosen).mapToDouble(row -> all[row]).toArray();
        long bad = Arrays.stream(weights).filter(w -> !(w >= 0)).count();
        if (bad > 0) {
            return Optional.of(bad + " of " + chosen.length + " rows have no weight of at least 0 in '" + field + "'");
        }
        return Arrays.stream(weights).allMatch(w -> w == 0) ? Optional.of("the weights add up to 0") : Optional.empty();
    }

    private Optional<String> unite(Measure measure) {
        Block block = rows.block();
        if (rows.hasTrials()) {
            Numbering ids = new Numbering(chosen.length);
            int[] id =
                    Arrays.stream(chosen).map(row -> ids.number(block.low[row])).toArray();
            int[] counts = new int[ids.size];
            Arrays.stream(id).forEach(i -> counts[i]++);
            trials = id;
            trialCounts = Arrays.stream(id).map(i -> counts[i]).toArray();
            units = id;
            unitCount = ids.size;
            isTrialUnit = measure.groupBy().isEmpty();
        }
        if (measure.groupBy().isPresent()) {
            long[] all = rows.groups(measure.groupBy().get());
            long missing = Arrays.stream(chosen).filter(row -> all[row] == 0).count();
            if (missing > 0) {
                return Optional.of(missing + " of " + chosen.length + " rows have no field '"
                        + measure.groupBy().get() + "'");
            }
            Numbering groups = new Numbering(chosen.length);
            units = Arrays.stream(chosen).map(row -> groups.number(all[row])).toArray();
            unitCount = groups.size;
        }
        byUnit = units == null ? null : ordered();
        return Optional.empty();
    }

    private int[] ordered() {
        int[] from = new int[unitCount + 1];
        for (int unit : units) {
            from[unit + 1]++;
        }
        Arrays.parallelPrefix(from, Integer::sum);
        int[] order = new int[units.length];
        for (int i = 0; i < units.length; i++) {
            order[from[units[i]]++] = i;
        }
        return order;
    }

    double[] weights() {
        return weights;
    }

    /** A row's weight with all that its trials and draws make of it. */
    double fullWeight(int i) {
        return weights[i] * drawn(i) / (trialCounts == null ? 1 : trialCounts[i]);
    }

    int[] units() {
        return units;
    }

    /** The id of each row, by numbers from 0; of no length where no row names its trial. */
    int[] trials() {
        return trials;
    }

    int[] byUnit() {
        return byUnit;
    }

    int unitCount() {
        return units == null ? chosen.length : unitCount;
    }

    /** What one row is of its unit: its share of its id's trials, as often as it was drawn. */
    double share(int i) {
        return isTrialUnit ? drawn(i) : (double) drawn(i) / (trialCounts == null ? 1 : trialCounts[i]);
    }

    /** By what the sums over an id's trials are divided. */
    double divisor(int rowsOfUnit) {
        return isTrialUnit ? rowsOfUnit : 1;
    }

    /** Numbers for different hashes, in the order in which they come. Open addressing. */
    private static final class Numbering {
        private final long[] keys;
        private final int[] numbers;
        private int size;

        Numbering(int most) {
            int slots = Integer.highestOneBit(Math.max(8, most)) << 2;
            keys = new long[slots];
            numbers = new int[slots];
        }

        int number(long key) {
            int slot = (int) (key ^ key >>> 32) & keys.length - 1;
            while (numbers[slot] != 0 && keys[slot] != key) {
                slot = slot + 1 & keys.length - 1;
            }
            if (numbers[slot] == 0) {
                keys[slot] = key;
                numbers[slot] = ++size;
            }
            return numbers[slot] - 1;
        }
    }
}
