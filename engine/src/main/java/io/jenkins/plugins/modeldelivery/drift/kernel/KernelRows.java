package io.jenkins.plugins.modeldelivery.drift.kernel;

/** Makes a kernel from cached distances row by row, each against the rows behind it. Not shared between threads. */
final class KernelRows {
    private final float[][] distances;
    private final KernelChain chain;
    private final float[] squared;
    private final float[] kernel;

    /** @param distances {@code distances[i][j - i]} between rows i and j, i not above j */
    KernelRows(float[][] distances, double exponent, boolean isLadder) {
        this.distances = distances;
        int rows = distances.length;
        chain = new KernelChain(exponent, isLadder, rows);
        squared = new float[rows];
        kernel = new float[rows];
    }

    /**
     * The kernel less a constant from place {@code row + 1} on, overwritten next time.
     *
     * @param k which of the chain's bandwidths
     */
    float[] behind(int row, int k, float constant) {
        int first = row + 1;
        System.arraycopy(distances[row], 1, squared, first, squared.length - first);
        chain.only(k, squared, first, squared.length, kernel);
        subtract(kernel, constant, first);
        return kernel;
    }

    private static void subtract(float[] values, float constant, int from) {
        for (int j = from; j < values.length; j++) {
            values[j] = values[j] - constant;
        }
    }
}
