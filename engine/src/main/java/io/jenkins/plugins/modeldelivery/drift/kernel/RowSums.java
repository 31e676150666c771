package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/** One kernel on a run of columns and all rows above them: sums for the observed statistic and for every labelling. */
final class RowSums {
    private final float[][] distances;
    private final int references;
    private final int begin;
    private final int end;
    private final double[] rowToReference;
    private final double[] rowToCurrent;
    private final double[] columnToReference;
    private final double[] columnToCurrent;
    private double[] within;
    private double squares;

    RowSums(float[][] distances, int references, int begin, int end) {
        this.distances = distances;
        this.references = references;
        this.begin = begin;
        this.end = end;
        rowToReference = new double[end];
        rowToCurrent = new double[end];
        columnToReference = new double[end - begin];
        columnToCurrent = new double[end - begin];
    }

    /** What one thread needs, to be used again. */
    static final class Memory {
        private final float[][] results;
        private final float[][][] tables;
        private final float[] squared;
        private final float[] kernel;

        Memory(Subsets subsets, int width) {
            results = subsets.results(width);
            tables = Subsets.tables(width);
            squared = new float[width];
            kernel = new float[width];
        }
    }

    /**
     * @param k which of the chain's bandwidths
     * @param constant taken off the kernel
     * @param bits for each labelling the rows with its label
     */
    void run(KernelChain chain, int k, float constant, Subsets subsets, long[][] bits, Memory memory)
            throws InterruptedException {
        for (float[] result : memory.results) {
            Arrays.fill(result, 0);
        }
        int step = Subsets.ROWS * Subsets.TABLES;
        for (int first = 0; first < end; first += step) {
            Workers.check();
            for (int r = 0; r < step; r++) {
                place(first + r, Subsets.place(memory.tables, r), chain, k, constant, memory);
            }
            subsets.add(memory.results, memory.tables, first, end - begin);
        }
        within = new double[bits.length];
        for (int b = 0; b < bits.length; b++) {
            within[b] = 2 * labelled(memory.results[b], bits[b], begin, end);
        }
    }

    /** Makes the part of the row's kernel that lies behind the diagonal. */
    private void place(int row, float[] into, KernelChain chain, int k, float constant, Memory memory) {
        int from = Math.max(begin, row + 1);
        int width = end - from;
        if (width <= 0) {
            Arrays.fill(into, 0, end - begin, 0);
            return;
        }
        System.arraycopy(distances[row], from - row, memory.squared, 0, width);
        float[] kernel = memory.kernel;
        chain.only(k, memory.squared, width, kernel);
        addColumns(row < references ? columnToReference : columnToCurrent, from - begin, kernel, width);
        int boundary = Math.max(0, Math.min(width, references - from));
        rowToReference[row] = sum(kernel, 0, boundary);
        rowToCurrent[row] = sum(kernel, boundary, width);
        subtract(kernel, constant, width);
        squares += squares(kernel, width);
        Arrays.fill(into, 0, from - begin, 0);
        System.arraycopy(kernel, 0, into, from - begin, width);
    }

    private static void addColumns(double[] columns, int first, float[] kernel, int width) {
        for (int j = 0; j < width; j++) {
            columns[first + j] += kernel[j];
        }
    }

    private static double sum(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = from;
        for (; j + 3 < to; j += 4) {
            a += values[j];
            b += values[j + 1];
            c += values[j + 2];
            d += values[j + 3];
        }
        for (; j < to; j++) {
            a += values[j];
        }
        return (a + b) + (c + d);
    }

    private static void subtract(float[] values, float constant, int width) {
        for (int j = 0; j < width; j++) {
            values[j] = values[j] - constant;
        }
    }

    private static double squares(float[] values, int width) {
        double even = 0;
        double odd = 0;
        int j = 0;
        for (; j + 1 < width; j += 2) {
            even += values[j] * values[j];
            odd += values[j + 1] * values[j + 1];
        }
        return j < width ? even + odd + values[j] * values[j] : even + odd;
    }

    /** The sum of the squares of all that the kernel differs from the constant. */
    double squares() {
        return squares;
    }

    /** The sum of the columns with the label. */
    private static double labelled(float[] columns, long[] bits, int begin, int end) {
        double sum = 0;
        for (int word = begin / Long.SIZE; word * Long.SIZE < end; word++) {
            int base = word * Long.SIZE;
            long rest = bits[word];
            rest &= base < begin ? -1L << (begin - base) : -1L;
            rest &= base + Long.SIZE > end ? (1L << (end - base)) - 1 : -1L;
            for (; rest != 0; rest &= rest - 1) {
                sum += columns[base + Long.numberOfTrailingZeros(rest) - begin];
            }
        }
        return sum;
    }

    void addTo(Sums sums, double[] all) {
        for (int i = 0; i < end; i++) {
            sums.add(i, rowToReference[i], rowToCurrent[i]);
        }
        for (int i = begin; i < end; i++) {
            sums.add(i, columnToReference[i - begin], columnToCurrent[i - begin]);
        }
        for (int b = 0; b < all.length; b++) {
            all[b] += within[b];
        }
    }
}
