package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.Arrays;

/**
 * Sums of rows under many 0/1 labellings at once by the method of the Four Russians (Arlazarov and others 1970): of every
 * five rows all 32 sums of some of them are made once, and each labelling then adds one ready sum instead of five products.
 */
final class Subsets {
    /** Rows per table. */
    static final int ROWS = 5;
    /** Tables added in one pass. */
    static final int TABLES = 6;

    private static final int SUMS = 1 << ROWS;
    private static final int MASK = SUMS - 1;
    private static final int TOGETHER = 3; // labellings per call

    private final byte[][] codes;
    private final int labellings;

    /** @param labellings of {@code rows} bins of one row each */
    Subsets(Labellings labellings, int rows) {
        this.labellings = labellings.count();
        int tables = (rows + ROWS * TABLES - 1) / (ROWS * TABLES) * TABLES;
        codes = new byte[tables][paddedLabellings()];
        for (int b = 0; b < this.labellings; b++) {
            long[] bits = Arrays.copyOf(labellings.bits(b), tables * ROWS / 64 + 2);
            for (int t = 0; t < tables; t++) {
                int word = t * ROWS / 64;
                int shift = t * ROWS % 64;
                long code = bits[word] >>> shift;
                code |= shift > 64 - ROWS ? bits[word + 1] << (64 - shift) : 0;
                codes[t][b] = (byte) (code & MASK);
            }
        }
    }

    private int paddedLabellings() {
        return (labellings + TOGETHER - 1) / TOGETHER * TOGETHER;
    }

    /** Memory for the sums of {@link #TABLES} times {@link #ROWS} rows. */
    static float[][][] tables(int width) {
        return new float[TABLES][SUMS][width + FloatPoints.ALIGNED];
    }

    /** Memory for one row of sums for each labelling. */
    float[][] results(int width) {
        return new float[paddedLabellings()][width + FloatPoints.ALIGNED];
    }

    /** Where in a table the row goes, from 0 in steps of rows. */
    static float[] place(float[][][] tables, int row) {
        return tables[row / ROWS][1 << row % ROWS];
    }

    /** Adds for each labelling those of the placed rows, counted from {@code firstRow} on, that have its label. */
    void add(float[][] results, float[][][] tables, int firstRow, int width) {
        for (float[][] table : tables) {
            complete(table, width);
        }
        int first = firstRow / ROWS;
        byte[][] used = Arrays.copyOfRange(codes, first, first + TABLES);
        for (int b = 0; b < results.length; b += TOGETHER) {
            addThree(results, tables, used, b, width);
        }
    }

    private static void complete(float[][] table, int width) {
        for (int code = 3; code < SUMS; code++) {
            int last = Integer.lowestOneBit(code);
            if (code != last) {
                sum(table[code], table[code ^ last], table[last], width);
            }
        }
    }

    private static void sum(float[] sum, float[] x, float[] y, int width) {
        for (int j = 0; j < width; j++) {
            sum[j] = x[j] + y[j];
        }
    }

    // Too long to be inlined, as FloatGemm.block: the loops are vectorised for sure only in a method of their own.
    private static void addThree(float[][] results, float[][][] tables, byte[][] codes, int b, int width) {
        float[][] t0 = tables[0];
        float[][] t1 = tables[1];
        float[][] t2 = tables[2];
        float[][] t3 = tables[3];
        float[][] t4 = tables[4];
        float[][] t5 = tables[5];
        byte[] i0 = codes[0];
        byte[] i1 = codes[1];
        byte[] i2 = codes[2];
        byte[] i3 = codes[3];
        byte[] i4 = codes[4];
        byte[] i5 = codes[5];
        float[] x = results[b];
        float[] x0 = t0[i0[b]];
        float[] x1 = t1[i1[b]];
        float[] x2 = t2[i2[b]];
        float[] x3 = t3[i3[b]];
        float[] x4 = t4[i4[b]];
        float[] x5 = t5[i5[b]];
        for (int j = 0; j < width; j++) {
            x[j] = x[j] + ((x0[j] + x1[j]) + (x2[j] + x3[j]) + (x4[j] + x5[j]));
        }
        float[] y = results[b + 1];
        float[] y0 = t0[i0[b + 1]];
        float[] y1 = t1[i1[b + 1]];
        float[] y2 = t2[i2[b + 1]];
        float[] y3 = t3[i3[b + 1]];
        float[] y4 = t4[i4[b + 1]];
        float[] y5 = t5[i5[b + 1]];
        for (int j = 0; j < width; j++) {
            y[j] = y[j] + ((y0[j] + y1[j]) + (y2[j] + y3[j]) + (y4[j] + y5[j]));
        }
        float[] z = results[b + 2];
        float[] z0 = t0[i0[b + 2]];
        float[] z1 = t1[i1[b + 2]];
        float[] z2 = t2[i2[b + 2]];
        float[] z3 = t3[i3[b + 2]];
        float[] z4 = t4[i4[b + 2]];
        float[] z5 = t5[i5[b + 2]];
        for (int j = 0; j < width; j++) {
            z[j] = z[j] + ((z0[j] + z1[j]) + (z2[j] + z3[j]) + (z4[j] + z5[j]));
        }
    }

    /** For each labelling the sum of the values of its rows; the sum of all comes last. */
    double[] sums(double[] values) {
        double[] sums = new double[labellings + 1];
        double[] table = new double[SUMS];
        for (int t = 0; t < codes.length; t++) {
            for (int code = 1; code < SUMS; code++) {
                int last = Integer.lowestOneBit(code);
                int row = t * ROWS + Integer.numberOfTrailingZeros(last);
                table[code] = table[code ^ last] + (row < values.length ? values[row] : 0);
            }
            byte[] used = codes[t];
            for (int b = 0; b < labellings; b++) {
                sums[b] += table[used[b]];
            }
            sums[labellings] += table[MASK];
        }
        return sums;
    }
}
