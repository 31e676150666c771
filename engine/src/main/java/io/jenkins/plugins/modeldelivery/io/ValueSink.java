package io.jenkins.plugins.modeldelivery.io;

import java.math.BigDecimal;

/** Takes the values of a {@link Table}'s row, in the order in which JSON would have them. */
public interface ValueSink {
    void beginObject();

    /** The name of the value that follows. */
    void field(String name);

    void endObject();

    void beginList();

    void endList();

    void text(String value);

    /** @param json text of a column that holds JSON */
    void document(String json);

    /** @param value may be NaN or infinite */
    void number(double value);

    void integer(long value);

    void decimal(BigDecimal value);

    void truth(boolean value);

    /** A value that is not there. */
    void nothing();
}
