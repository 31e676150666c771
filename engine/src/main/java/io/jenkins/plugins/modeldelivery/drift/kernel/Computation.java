package io.jenkins.plugins.modeldelivery.drift.kernel;

import java.util.List;

/** A pooled sample on which distances and permuted statistics are computed, in single or in double precision. */
public sealed interface Computation permits DoubleComputation, FloatComputation {
    /** Factors of the bandwidth ladder; each half of the next, so that one kernel is a power of another. */
    List<Double> LADDER = List.of(0.25, 0.5, 1.0, 2.0, 4.0);

    /** Squared distances between the given pooled rows, each pair once. */
    Distances distances(int[] rows) throws InterruptedException;

    /**
     * The statistics at sigma times each factor of {@link #LADDER}.
     *
     * @throws InterruptedException when the calling thread is interrupted, noticed within one tile
     */
    Statistics[] ladder(double sigma, Bins bins, Labellings labellings) throws InterruptedException;

    /** The statistics at one bandwidth. */
    Statistics single(double sigma, Bins bins, Labellings labellings) throws InterruptedException;
}
