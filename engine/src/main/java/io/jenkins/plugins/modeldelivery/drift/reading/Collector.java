package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps all rows, or those with the smallest hash of (seed, row number) when there are too many: a uniform sample, the same
 * each time, and drawn alike from both sides of a comparison.
 */
final class Collector implements VectorSink {
    private static final int FIRST = 3;

    private record Kept(long hash, long number, Object values, String id, String group, String slice) {}

    private final ReadOptions options;
    private final String source;
    private final PriorityQueue<Kept> kept =
            new PriorityQueue<>(Comparator.comparingLong(Kept::hash).reversed());
    private final List<double[]> first = new ArrayList<>();
    private double[] origin = new double[0];
    private long rows;
    private int most;
    private boolean isWhole;

    Collector(ReadOptions options, String source) {
        this.options = options;
        this.source = source;
        this.most = options.maxRows();
    }

    @Override
    public void row(double[] values, int width, String id, String group, String slice) throws BadInputException {
        if (rows == 0) {
            begin(width);
        } else if (width != origin.length) {
            throw new BadInputException(source + " row " + (rows + 1) + " has " + width
                    + " numbers where the first has " + origin.length + "; all rows must have the same width");
        }
        long hash = new SplitMix(options.seed(), rows).nextLong();
        rows++;
        if (rows <= FIRST) {
            remember(values);
        }
        if (kept.size() < most || hash < kept.peek().hash()) {
            Object row = rows <= FIRST ? first.get((int) rows - 1) : copy(values);
            kept.add(new Kept(hash, rows, row, id, group, slice));
            if (kept.size() > most) {
                kept.poll();
            }
        }
    }

    private void begin(int width) throws BadInputException {
        if (width == 0) {
            throw new BadInputException(source + " row 1 holds no numbers");
        }
        origin = new double[width];
        most = (int) Math.max(2, Math.min(most, ReadOptions.MOST_NUMBERS / width));
    }

    /** Kept whole until it is known what all rows are kept relative to: a row far from all others must not be that. */
    private void remember(double[] values) {
        first.add(Arrays.copyOf(values, origin.length));
        if (first.size() == FIRST) {
            setOrigin();
        }
    }

    /** The median of the first three rows, column by column; of fewer, the first. */
    private void setOrigin() {
        double[] column = new double[first.size()];
        for (int u = 0; u < origin.length; u++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = first.get(i)[u];
            }
            Arrays.sort(column);
            origin[u] = column.length < FIRST ? first.get(0)[u] : column[1];
        }
    }

    /** From now on, rows are kept as they are too: equal numbers of two files must stay equal. */
    void keepWhole() {
        isWhole = true;
    }

    private Object copy(double[] values) {
        return options.exact() || isWhole ? Arrays.copyOf(values, origin.length) : compact(values);
    }

    private float[] compact(double[] values) {
        float[] compact = new float[origin.length];
        for (int u = 0; u < compact.length; u++) {
            compact[u] = (float) (values[u] - origin[u]);
        }
        return compact;
    }

    /** @param views what the rows held, in order */
    Vectors finish(String sha256, String member, List<View> views) {
        if (rows > 0 && rows < FIRST) {
            setOrigin();
        }
        Kept[] ordered = kept.toArray(Kept[]::new);
        Arrays.sort(ordered, Comparator.comparingLong(Kept::number));
        Vectors.Labels labels = new Vectors.Labels(
                Arrays.stream(ordered).map(Kept::id).toArray(String[]::new),
                options.groupBy().isEmpty()
                        ? null
                        : Arrays.stream(ordered).map(Kept::group).toArray(String[]::new),
                options.slice().isEmpty()
                        ? null
                        : Arrays.stream(ordered).map(Kept::slice).toArray(String[]::new));
        return new Vectors(
                origin,
                options.exact()
                        ? Arrays.stream(ordered).map(k -> (double[]) k.values()).toArray(double[][]::new)
                        : null,
                options.exact()
                        ? null
                        : Arrays.stream(ordered)
                                .map(k -> k.values() instanceof double[] whole ? compact(whole) : (float[]) k.values())
                                .toArray(float[][]::new),
                isWhole ? Arrays.stream(ordered).map(k -> (double[]) k.values()).toArray(double[][]::new) : null,
                labels,
                views,
                new Vectors.Source(sha256, rows, member));
    }
}
