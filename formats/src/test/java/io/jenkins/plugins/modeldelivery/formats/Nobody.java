package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.math.BigDecimal;

/** Takes values and does nothing with them. */
final class Nobody implements ValueSink {
    @Override
    public void beginObject() {}

    @Override
    public void field(String name) {}

    @Override
    public void endObject() {}

    @Override
    public void beginList() {}

    @Override
    public void endList() {}

    @Override
    public void text(String value) {}

    @Override
    public void document(String json) {}

    @Override
    public void number(double value) {}

    @Override
    public void integer(long value) {}

    @Override
    public void decimal(BigDecimal value) {}

    @Override
    public void truth(boolean value) {}

    @Override
    public void nothing() {}
}
