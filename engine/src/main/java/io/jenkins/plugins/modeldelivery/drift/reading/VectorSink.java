package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/** Takes the rows of a file one by one. */
@FunctionalInterface
public interface VectorSink {
    /** Takes nothing. */
    VectorSink NONE = (values, width, id, group, slice) -> {};

    /**
     * @param values the row; the array is used again for the next row
     * @param width how many of the values count
     * @param id the row's id, or null
     * @param group the value of the group field, or null where none was asked for
     * @param slice the value of the slice field, likewise
     */
    void row(double[] values, int width, String id, String group, String slice) throws BadInputException;
}
