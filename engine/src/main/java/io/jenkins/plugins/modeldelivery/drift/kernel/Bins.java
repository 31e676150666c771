package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows of the pooled sample (reference rows 0..n-1, then current rows n..n+m-1) move together when labels are
 * permuted: single rows, equal bins of rows, or groups. Rows left over when bins are equal keep their label. Each of
 * these is a subgroup of all permutations, so the test stays exact (Domingo-Enrich, Dwivedi and Mackey 2025).
 */
public final class Bins {
    /** Up to this many pooled rows, or groups, each moves for itself: measured, see {@code docs/statistics.md}. */
    private static final int SINGLES = 400;

    private static final int PER_SAMPLE = 100;
    private static final int LEAST_PER_SAMPLE = 20;
    private static final int MOST_PER_SAMPLE = 300;
    private static final int FIXED_BIN = 64; // rows that keep their label

    private final int[] order;
    private final int[] start;
    private final int referenceBins;
    private final int[] movable;
    private final int movableReference;

    private Bins(Builder reference, Builder current) {
        List<int[]> all = new ArrayList<>(reference.bins);
        all.addAll(current.bins);
        referenceBins = reference.bins.size();
        order = join(all);
        start = new int[all.size() + 1];
        for (int g = 0; g < all.size(); g++) {
            start[g + 1] = start[g] + all.get(g).length;
        }
        movableReference = reference.movable;
        movable = new int[reference.movable + current.movable];
        for (int i = 0; i < movable.length; i++) {
            movable[i] = i < movableReference ? i : referenceBins + i - movableReference;
        }
    }

    /** Rows for themselves up to {@link #SINGLES}, equal bins of seeded random rows above. */
    public static Bins ofSize(int n, int m, long seed) {
        return of(singles(0, n), singles(n, m), seed);
    }

    /** Rows with the same key, within a sample, move together; many groups are joined to equal numbers of groups. */
    public static Bins ofGroups(String[] reference, String[] current, long seed) {
        return of(grouped(reference, 0), grouped(current, reference.length), seed);
    }

    private static Bins of(List<int[]> x, List<int[]> y, long seed) {
        return x.size() + y.size() <= SINGLES
                ? new Bins(new Builder(x, 1, x.size()), new Builder(y, 1, y.size()))
                : binned(x, y, seed);
    }

    private static Bins binned(List<int[]> x, List<int[]> y, long seed) {
        int smaller = Math.min(x.size(), y.size());
        int size = Math.max(1, smaller / PER_SAMPLE);
        int larger = Math.max(x.size(), y.size());
        if (larger / size > MOST_PER_SAMPLE) {
            size = Math.max(size, Math.min(smaller / LEAST_PER_SAMPLE, larger / MOST_PER_SAMPLE));
        }
        return new Bins(
                new Builder(shuffled(x, new SplitMix(seed, -1)), size, MOST_PER_SAMPLE),
                new Builder(shuffled(y, new SplitMix(seed, -2)), size, MOST_PER_SAMPLE));
    }

    // A file sorted by label would make bins of one class each and a null distribution far too wide to see a shift.
    private static List<int[]> shuffled(List<int[]> units, SplitMix random) {
        int[] index = new int[units.size()];
        Arrays.setAll(index, i -> i);
        random.chooseFirst(index, index.length);
        return Arrays.stream(index).mapToObj(units::get).toList();
    }

    private static int[] join(List<int[]> units) {
        int count = 0;
        for (int[] unit : units) {
            count += unit.length;
        }
        int[] joined = new int[count];
        int at = 0;
        for (int[] unit : units) {
            System.arraycopy(unit, 0, joined, at, unit.length);
            at += unit.length;
        }
        return joined;
    }

    private static List<int[]> singles(int from, int count) {
        List<int[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new int[] {from + i});
        }
        return rows;
    }

    private static List<int[]> grouped(String[] keys, int from) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            groups.computeIfAbsent(keys[i], k -> new ArrayList<>()).add(from + i);
        }
        return groups.values().stream()
                .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    public int count() {
        return start.length - 1;
    }

    public int rows() {
        return order.length;
    }

    /** The pooled row at a place of the binned order. */
    public int row(int place) {
        return order[place];
    }

    /** The first place of a bin; {@code start(count())} is the number of rows. */
    public int start(int bin) {
        return start[bin];
    }

    public int size(int bin) {
        return start[bin + 1] - start[bin];
    }

    public boolean isReference(int bin) {
        return bin < referenceBins;
    }

    public boolean isSingleRows() {
        return count() == rows();
    }

    /** How many bins change places, in each sample. */
    public int movableReference() {
        return movableReference;
    }

    public int movableCurrent() {
        return movable.length - movableReference;
    }

    int[] movable() {
        return movable.clone();
    }

    private static final class Builder {
        final List<int[]> bins = new ArrayList<>();
        final int movable;

        Builder(List<int[]> units, int perBin, int most) {
            movable = Math.min(most, units.size() / perBin);
            for (int g = 0; g < movable; g++) {
                bins.add(join(units.subList(g * perBin, (g + 1) * perBin)));
            }
            int fixed = Math.max(perBin, FIXED_BIN);
            for (int at = movable * perBin; at < units.size(); at += fixed) {
                bins.add(join(units.subList(at, Math.min(units.size(), at + fixed))));
            }
        }
    }
}
