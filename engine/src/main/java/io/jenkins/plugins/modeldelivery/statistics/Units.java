package io.jenkins.plugins.modeldelivery.statistics;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was drawn independently, each with its numerator {@code a} and denominator {@code b}; a metric is the ratio of their
 * sums. Equal units are counted together. Up to {@value #MOST_EXACT} different ones are kept as they are; of more, the
 * {@value #HEAVIEST} that weigh most, and power sums of the rest. Units in any order give the same bits.
 */
public final class Units {
    /** More different units than this are kept as power sums, all but the heaviest. */
    public static final int MOST_EXACT = 3_000;

    /** How many different units stay exact where there are too many. */
    public static final int HEAVIEST = 500;

    private static final int FEW = 50;

    /** Highest power in a sum of powers. */
    static final int ORDER = 8;

    private static final double GRID = 1 << 10;

    private final double[] a;
    private final double[] b;
    private final long[] m;
    private final Optional<Rest> rest;

    /**
     * Units that are known by their power sums alone.
     *
     * @param around R, a multiple of 2^-10
     * @param units how many
     * @param sums over the units of (a - R b)^p b^q, for p + q from 0 to 8, by p and then q
     */
    public record Rest(double around, long units, List<Double> sums) {
        private static final int SUMS = (ORDER + 1) * (ORDER + 2) / 2;

        public Rest {
            if (units < 1 || sums.size() != SUMS || !Double.isFinite(around)) {
                throw new IllegalArgumentException(units + " units with " + sums.size() + " power sums");
            }
            sums = List.copyOf(sums);
        }

        private static int index(int p, int q) {
            return p * (2 * ORDER + 3 - p) / 2 + q;
        }

        double sum(int p, int q) {
            return sums.get(index(p, q));
        }

        /** The sum of (a - t b)^j. */
        double moment(double t, int j) {
            double sum = 0;
            double binomial = 1;
            for (int q = 0; q <= j; q++) {
                sum += binomial * Math.pow(around - t, q) * sum(j - q, q);
                binomial = binomial * (j - q) / (q + 1);
            }
            return sum;
        }

        private Rest negated() {
            List<Double> turned = new ArrayList<>();
            for (int p = 0; p <= ORDER; p++) {
                for (int q = 0; p + q <= ORDER; q++) {
                    turned.add(p % 2 == 0 ? sum(p, q) : -sum(p, q));
                }
            }
            return new Rest(-around, units, turned);
        }
    }

    private Units(double[] a, double[] b, long[] m, Optional<Rest> rest) {
        this.a = a;
        this.b = b;
        this.m = m;
        this.rest = rest;
    }

    /**
     * As they stand in a report.
     *
     * @param exact rows [a, b, how many]
     */
    @JsonCreator
    static Units read(@JsonProperty("exact") double[][] exact, @JsonProperty("rest") Optional<Rest> rest) {
        if (exact.length > MOST_EXACT) {
            throw new IllegalArgumentException(exact.length + " different units, at most " + MOST_EXACT + " are kept");
        }
        double[] a = new double[exact.length];
        double[] b = new double[exact.length];
        long[] m = new long[exact.length];
        for (int i = 0; i < exact.length; i++) {
            if (exact[i].length != 3
                    || !(exact[i][1] >= 0)
                    || exact[i][2] < 1
                    || exact[i][2] != Math.rint(exact[i][2])) {
                throw new IllegalArgumentException("unit " + i + " is not [a, b, how many]");
            }
            a[i] = exact[i][0];
            b[i] = exact[i][1];
            m[i] = (long) exact[i][2];
        }
        return new Units(a, b, m, rest == null ? Optional.empty() : rest);
    }

    @JsonProperty("exact")
    double[][] exact() {
        double[][] exact = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            exact[i] = new double[] {a[i], b[i], m[i]};
        }
        return exact;
    }

    @JsonProperty("rest")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    Optional<Rest> rest() {
        return rest;
    }

    /** From one number each, of units of the same size. */
    public static Units of(double... values) {
        double[] ones = new double[values.length];
        long[] once = new long[values.length];
        Arrays.fill(ones, 1);
        Arrays.fill(once, 1);
        return of(values, ones, once, values.length);
    }

    /**
     * From columns, of which the first {@code size} entries count.
     *
     * @param b not negative
     * @param m how often each was drawn, at least 1
     */
    public static Units of(double[] a, double[] b, long[] m, int size) {
        Distinct distinct = new Distinct();
        for (int i = 0; i < size; i++) {
            // 0.0 and -0.0 are one number
            distinct.add(a[i] + 0.0, b[i] + 0.0, m[i]);
        }
        Units all = distinct.sorted();
        return all.a.length <= MOST_EXACT ? all : all.thinned(HEAVIEST);
    }

    /**
     * The same with at most so many units exact, and power sums of the rest; bounds move by less than 2e-7 where 500 stay.
     *
     * @param exact how many different units stay as they are; where few differ, all do, since sums tell too little of few rows
     */
    public Units thinned(int exact) {
        if (a.length <= Math.max(exact, FEW)) {
            return this;
        }
        double around = rest.isPresent() ? rest.get().around() : Math.rint(ratio() * GRID) / GRID;
        double spread = Math.max(Double.MIN_NORMAL, Math.sqrt(moment(around, 2)));
        double size = Math.sqrt(sizes(2));
        Integer[] order = new Integer[a.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) ->
                                -Math.max(Math.abs(a[i] - around * b[i]) / spread, b[i] / size))
                        .thenComparing(Comparator.naturalOrder()));
        int[] kept = Arrays.stream(order, 0, exact).mapToInt(i -> i).sorted().toArray();
        boolean[] isKept = new boolean[a.length];
        Arrays.stream(kept).forEach(i -> isKept[i] = true);
        double[] sums = rest.isPresent()
                ? rest.get().sums().stream().mapToDouble(sum -> sum).toArray()
                : new double[Rest.SUMS];
        long units = rest.map(Rest::units).orElse(0L);
        for (int i = 0; i < a.length; i++) {
            if (!isKept[i]) {
                units += m[i];
                addPowers(sums, a[i] - around * b[i], b[i], m[i]);
            }
        }
        return new Units(
                Arrays.stream(kept).mapToDouble(i -> a[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> b[i]).toArray(),
                Arrays.stream(kept).mapToLong(i -> m[i]).toArray(),
                Optional.of(new Rest(around, units, Arrays.stream(sums).boxed().toList())));
    }

    private static void addPowers(double[] sums, double c, double b, long m) {
        int i = 0;
        double power = m;
        for (int p = 0; p <= ORDER; p++) {
            double both = power;
            for (int q = 0; p + q <= ORDER; q++) {
                sums[i++] += both;
                both *= b;
            }
            power *= c;
        }
    }

    /** How many units there are. */
    public long count() {
        return Arrays.stream(m).sum() + rest.map(Rest::units).orElse(0L);
    }

    /** How many different ones are kept exactly. */
    public int different() {
        return a.length;
    }

    /** The sum of all numerators by that of all denominators; NaN where that is 0. */
    public double ratio() {
        ExactSum up = new ExactSum();
        for (int i = 0; i < a.length; i++) {
            up.add(a[i] * m[i]);
        }
        rest.ifPresent(r -> up.add(r.moment(0, 1)));
        return up.value() / size();
    }

    /** The sum of all denominators. */
    public double size() {
        ExactSum down = new ExactSum();
        for (int i = 0; i < b.length; i++) {
            down.add(b[i] * m[i]);
        }
        rest.ifPresent(r -> down.add(r.sum(0, 1)));
        return down.value();
    }

    /** The sum of (a - t b)^j over the units. */
    double moment(double t, int j) {
        double sum = rest.isPresent() ? rest.get().moment(t, j) : 0;
        for (int i = 0; i < a.length; i++) {
            sum += m[i] * Math.pow(a[i] - t * b[i], j);
        }
        return sum;
    }

    /** The sum of b^q over the units. */
    double sizes(int q) {
        double sum = rest.isPresent() ? rest.get().sum(0, q) : 0;
        for (int i = 0; i < b.length; i++) {
            sum += m[i] * Math.pow(b[i], q);
        }
        return sum;
    }

    /** a - t b of each unit that is kept exactly. */
    double[] differences(double t) {
        double[] c = new double[a.length];
        Arrays.setAll(c, i -> a[i] - t * b[i]);
        return c;
    }

    long[] multiplicities() {
        return m.clone();
    }

    /** The greatest a/b of those that are kept exactly. */
    double greatest() {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < a.length; i++) {
            greatest = b[i] > 0 ? Math.max(greatest, a[i] / b[i]) : greatest;
        }
        return greatest;
    }

    /** How often all is had out of how many units of one size, where each has all or nothing; empty for other units. */
    public Optional<Proportion> proportion(double nothing, double all) {
        long successes = 0;
        long trials = 0;
        double size = Double.NaN;
        for (int i = 0; i < a.length; i++) {
            if (a[i] == 0 && b[i] == 0) {
                continue;
            }
            boolean isAll = a[i] == all * b[i];
            if (!isAll && a[i] != nothing * b[i] || trials > 0 && b[i] != size || b[i] == 0) {
                return Optional.empty();
            }
            size = b[i];
            trials += m[i];
            successes += isAll ? m[i] : 0;
        }
        return rest.isPresent() || trials == 0 ? Optional.empty() : Optional.of(new Proportion(successes, trials));
    }

    /** With all numerators' signs turned. */
    Units negated() {
        return new Units(Arrays.stream(a).map(x -> -x).toArray(), b, m, rest.map(Rest::negated));
    }

    /** Counts equal pairs. Open addressing over positions. */
    private static final class Distinct {
        private double[] a = new double[64];
        private double[] b = new double[64];
        private long[] m = new long[64];
        private int[] slots = new int[256];
        private int size;

        void add(double up, double down, long times) {
            int slot = slot(slots, up, down);
            if (slots[slot] > 0) {
                m[slots[slot] - 1] += times;
                return;
            }
            if (size == a.length) {
                a = Arrays.copyOf(a, 2 * size);
                b = Arrays.copyOf(b, 2 * size);
                m = Arrays.copyOf(m, 2 * size);
                int[] wider = new int[8 * size];
                for (int i = 0; i < size; i++) {
                    wider[slot(wider, a[i], b[i])] = i + 1;
                }
                slots = wider;
                slot = slot(slots, up, down);
            }
            a[size] = up;
            b[size] = down;
            m[size] = times;
            slots[slot] = ++size;
        }

        private int slot(int[] table, double up, double down) {
            long hash = Double.doubleToLongBits(up) * 0x9E3779B97F4A7C15L + Double.doubleToLongBits(down);
            int mask = table.length - 1;
            int slot = (int) (hash * 0xC2B2AE3D27D4EB4FL >>> 33) & mask;
            while (table[slot] > 0 && (a[table[slot] - 1] != up || b[table[slot] - 1] != down)) {
                slot = slot + 1 & mask;
            }
            return slot;
        }

        Units sorted() {
            long[] order = new long[size];
            double[] ups = Arrays.copyOf(a, size);
            Arrays.sort(ups);
            // by numerator first: where that is the same, a few share a place and are ordered by their denominators
            int[] next = new int[size];
            for (int i = 0; i < size; i++) {
                int first = first(ups, a[i]);
                order[first + next[first]++] = i;
            }
            for (int from = 0; from < size; from += next[from]) {
                sort(order, from, from + next[from]);
            }
            double[] sortedA = new double[size];
            double[] sortedB = new double[size];
            long[] sortedM = new long[size];
            for (int i = 0; i < size; i++) {
                sortedA[i] = a[(int) order[i]];
                sortedB[i] = b[(int) order[i]];
                sortedM[i] = m[(int) order[i]];
            }
            return new Units(sortedA, sortedB, sortedM, Optional.empty());
        }

        private static int first(double[] sorted, double value) {
            int low = 0;
            int high = sorted.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** All numerators are the same here, so the denominators differ. */
        private void sort(long[] order, int from, int to) {
            if (to - from > 1) {
                Long[] some = new Long[to - from];
                Arrays.setAll(some, i -> order[from + i]);
                Arrays.sort(some, Comparator.comparingDouble(i -> b[i.intValue()]));
                for (int i = 0; i < some.length; i++) {
                    order[from + i] = some[i];
                }
            }
        }
    }
}
