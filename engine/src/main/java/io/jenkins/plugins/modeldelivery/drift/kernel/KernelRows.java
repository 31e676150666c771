package io.jenkins.plugins.modeldelivery.drift.kernel;

/** A kernel from cached distances, each row against the rows behind it. Not shared between threads. */
final class KernelRows {
    private final float[][] distances;
    private final KernelChain chain;
    private final float[] squared;

    /** @param distances {@code distances[i][j - i]} between rows i and j, i not above j */
    KernelRows(float[][] distances, double exponent, boolean isLadder) {
        this.distances = distances;
        int rows = distances.length;
        chain = new KernelChain(exponent, isLadder, rows);
        squared = new float[rows];
    }

    /**
     * Writes the kernel of a row from place {@code row + 1} on.
     *
     * @param k which of the chain's bandwidths
     */
    void behind(int row, int k, float[] kernel) {
        int first = row + 1;
        System.arraycopy(distances[row], 1, squared, first, squared.length - first);
        chain.only(k, squared, first, squared.length, kernel);
    }
}
