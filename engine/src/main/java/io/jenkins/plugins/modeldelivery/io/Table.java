package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of another program's format, read row by row in constant memory. Messages of what it throws do not name the file. */
public interface Table extends AutoCloseable {
    /** What can be made of a column's values. */
    enum Kind {
        NUMBER,
        NUMBERS, // a list of them
        OTHER
    }

    /** A column, or a structure of columns. */
    record Column(String name, Kind kind) {}

    /** As the file has them. */
    List<Column> columns();

    /** Leaves all other columns out; before the first row. */
    void choose(Set<String> names);

    /**
     * Gives the next row as one object; a value that is not there is given as nothing.
     *
     * @return false at the end, where nothing is given
     * @throws IOException when the row cannot be read, in words that follow the file's name and a colon
     */
    boolean next(ValueSink row) throws IOException;

    /** What vouches less than usual for what has been read so far, in words that follow the file's name. */
    Optional<String> warning();

    @Override
    void close() throws IOException;
}
