package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/** The fast path: single-precision tiles, double-precision sums; holds no N x N matrix of kernels. */
public final class FloatComputation implements Computation {
    private final FloatPoints points;
    private final double unit;
    private final Workers workers;

    /**
     * @param rows centred rows padded to {@link #paddedWidth}; not copied
     * @param scale what a coordinate of 1 stands for, a power of two
     */
    public FloatComputation(float[][] rows, double scale, Workers workers) {
        Fma fma = Fma.selfCheck();
        this.points = new FloatPoints(rows, fma, new FloatGemm(fma));
        this.unit = scale * scale;
        this.workers = workers;
    }

    /** The width of rows with zeros behind them that the kernel takes. */
    public static int paddedWidth(int width) {
        return FloatPoints.padded(width);
    }

    /** Whether single precision holds the squared distances of all rows: none lies too far out. */
    public boolean isInRange() {
        return points.isInRange();
    }

    @Override
    public Distances distances(int[] rows) throws InterruptedException {
        return new FloatDistances(upper(rows), unit);
    }

    /** {@code result[i][j - i]}: squared distances of the chosen rows, ascending; the first of each row is 0. */
    private float[][] upper(int[] rows) throws InterruptedException {
        float[][] upper = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            upper[i] = new float[rows.length - i];
        }
        int panels = (rows.length + FloatPoints.PANEL - 1) / FloatPoints.PANEL;
        workers.runEach(panels, "distance panels", () -> {
            FloatPoints.Panel panel = points.new Panel();
            return task -> fill(upper, rows, panel, (panels - 1 - task) * FloatPoints.PANEL);
        });
        return upper;
    }

    private static void fill(float[][] upper, int[] rows, FloatPoints.Panel panel, int from)
            throws InterruptedException {
        int to = Math.min(rows.length, from + FloatPoints.PANEL);
        panel.load(rows, from, to);
        for (int r = 0; r < to; r += FloatPoints.TILE) {
            Workers.check();
            int end = Math.min(to, r + FloatPoints.TILE);
            float[][] tile = panel.distances(rows, r, end, Math.max(0, r - from));
            for (int i = r; i < end; i++) {
                int first = Math.max(i, from);
                System.arraycopy(tile[i - r], first - from, upper[i], first - i, to - first);
            }
        }
    }

    @Override
    public Statistics[] ladder(double sigma, Bins bins, Labellings labellings) throws InterruptedException {
        return compute(sigma, true, bins, labellings);
    }

    @Override
    public Statistics single(double sigma, Bins bins, Labellings labellings) throws InterruptedException {
        return compute(sigma, false, bins, labellings)[0];
    }

    private Statistics[] compute(double sigma, boolean isLadder, Bins bins, Labellings labellings)
            throws InterruptedException {
        double exponent = unit / (2 * sigma * sigma);
        double[] sigmas = new double[isLadder ? LADDER.size() : 1];
        Arrays.setAll(sigmas, k -> isLadder ? sigma * LADDER.get(k) : sigma);
        return new FloatBins(points, workers).statistics(sigmas, exponent, bins, labellings);
    }
}
