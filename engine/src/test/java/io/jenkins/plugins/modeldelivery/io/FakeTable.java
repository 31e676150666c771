package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A table of rows that are written down: each column with what it gives. */
public final class FakeTable implements Table {
    private final Map<String, Kind> columns = new LinkedHashMap<>();
    private final Iterator<Map<String, Consumer<ValueSink>>> rows;
    private Set<String> chosen;
    private boolean closed;

    /** @param rows columns that are missing are given as nothing */
    public FakeTable(Map<String, Kind> columns, List<Map<String, Consumer<ValueSink>>> rows) {
        this.columns.putAll(columns);
        this.rows = rows.iterator();
        chosen = columns.keySet();
    }

    @Override
    public List<Column> columns() {
        return columns.entrySet().stream()
                .map(column -> new Column(column.getKey(), column.getValue()))
                .toList();
    }

    @Override
    public void choose(Set<String> names) {
        chosen = names;
    }

    @Override
    public boolean next(ValueSink row) throws IOException {
        if (!rows.hasNext()) {
            return false;
        }
        Map<String, Consumer<ValueSink>> values = rows.next();
        row.beginObject();
        for (String name : columns.keySet()) {
            if (chosen.contains(name)) {
                row.field(name);
                values.getOrDefault(name, ValueSink::nothing).accept(row);
            }
        }
        row.endObject();
        return true;
    }

    @Override
    public Optional<String> warning() {
        return rows.hasNext() ? Optional.empty() : Optional.of("is a fake");
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    /** A list of numbers, or of nothing where one is null. */
    public static Consumer<ValueSink> list(Double... numbers) {
        return row -> {
            row.beginList();
            for (Double number : numbers) {
                if (number == null) {
                    row.nothing();
                } else {
                    row.number(number);
                }
            }
            row.endList();
        };
    }
}
