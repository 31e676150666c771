package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/** Sums of the kernels over pairs of bins, tile by tile; permutations then move sums instead of rows. */
final class FloatBins {
    private static final double TIE = 1e-12; // of the mean kernel

    private final FloatPoints points;
    private final Workers workers;

    FloatBins(FloatPoints points, Workers workers) {
        this.points = points;
        this.workers = workers;
    }

    Statistics[] statistics(double[] sigmas, double exponent, Bins bins, Labellings labellings)
            throws InterruptedException {
        double[][][] upper = sums(sigmas.length, exponent, bins);
        Permuted permuted = new Permuted(bins, labellings, workers);
        Statistics[] statistics = new Statistics[sigmas.length];
        for (int k = 0; k < sigmas.length; k++) {
            Sums sums = new Sums(bins);
            for (int g = 0; g < upper[k].length; g++) {
                sums.addWithin(g, upper[k][g][0]);
                for (int h = g + 1; h < upper[k].length; h++) {
                    sums.addPair(g, h, upper[k][g][h - g]);
                }
            }
            statistics[k] = sums.statistics(sigmas[k], permuted.values(upper[k], sums::total), TIE * sums.mean());
        }
        return statistics;
    }

    private double[][][] sums(int bandwidths, double exponent, Bins bins) throws InterruptedException {
        double[][][] upper = new double[bandwidths][bins.count()][];
        for (double[][] rows : upper) {
            Arrays.setAll(rows, g -> new double[bins.count() - g]);
        }
        int[] order = new int[bins.rows()];
        Arrays.setAll(order, bins::row);
        int[] panels = panels(bins);
        int count = panels.length - 1;
        // the last panels have the most rows above them: first, so that threads end together
        workers.runEach(count, "panels", () -> {
            Task task = new Task(upper, bins, order, new KernelChain(exponent, bandwidths > 1, FloatPoints.PANEL));
            return i -> task.run(panels[count - 1 - i], panels[count - i]);
        });
        return upper;
    }

    /** Bounds of runs of bins with at most a panel's rows together; a larger bin is a run of its own. */
    private static int[] panels(Bins bins) {
        int[] bounds = new int[bins.count() + 1];
        int count = 0;
        for (int g = 1; g <= bins.count(); g++) {
            int next = g == bins.count() ? Integer.MAX_VALUE : bins.start(g + 1) - bins.start(bounds[count]);
            if (next > FloatPoints.PANEL) {
                bounds[++count] = g;
            }
        }
        return Arrays.copyOf(bounds, count + 1);
    }

    private final class Task {
        private final double[][][] upper;
        private final Bins bins;
        private final int[] order;
        private final KernelChain chain;
        private final FloatPoints.Panel panel = points.new Panel();
        private final float[][] columns;

        Task(double[][][] upper, Bins bins, int[] order, KernelChain chain) {
            this.upper = upper;
            this.bins = bins;
            this.order = order;
            this.chain = chain;
            columns = new float[chain.bandwidths()][FloatPoints.PANEL];
        }

        void run(int firstBin, int endBin) throws InterruptedException {
            int end = bins.start(endBin);
            for (int from = bins.start(firstBin); from < end; from += FloatPoints.PANEL) {
                int to = Math.min(end, from + FloatPoints.PANEL);
                panel.load(order, from, to);
                addRows(firstBin, endBin, from, to);
            }
        }

        /** All rows up to the panel's last against the columns behind them, whose sums are taken where a bin ends. */
        private void addRows(int firstBin, int endBin, int from, int to) throws InterruptedException {
            int g = 0;
            for (int r = 0; r < to; r += FloatPoints.TILE) {
                Workers.check();
                int tileEnd = Math.min(to, r + FloatPoints.TILE);
                float[][] tile = panel.distances(order, r, tileEnd, Math.max(0, r - from));
                for (int i = r; i < tileEnd; ) {
                    int binEnd = Math.min(to, bins.start(g + 1));
                    int end = Math.min(binEnd, tileEnd);
                    chain.add(tile, i - r, end - r, r + 1 - from, panel.columns(), columns);
                    if (end == binEnd) {
                        flush(g, Math.max(g, firstBin), endBin, from, to);
                        g++;
                    }
                    i = end;
                }
            }
        }

        private void flush(int g, int firstBin, int endBin, int from, int to) {
            for (int h = firstBin; h < endBin; h++) {
                int begin = Math.max(from, bins.start(h));
                int end = Math.min(to, bins.start(h + 1));
                for (int b = 0; b < columns.length; b++) {
                    double sum = sum(columns[b], begin - from, end - from);
                    upper[b][g][h - g] += h == g ? 2 * sum : sum; // within a bin both orders of each pair
                }
            }
            for (float[] column : columns) {
                Arrays.fill(column, 0);
            }
        }
    }

    private static double sum(float[] values, int from, int to) {
        double sum = 0;
        for (int j = from; j < to; j++) {
            sum += values[j];
        }
        return sum;
    }
}
