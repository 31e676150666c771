package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.TableLines;
import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The vectors of a {@link Table}: a column of lists of numbers, or, where there is none, all columns of numbers but those that are labels. A
 * JSON pointer leads into the rows as those of JSON lines.
 */
final class TableVectors {
    private static final String LINES = "/";
    private static final int MOST_WIDTH = LineReader.MAX_BYTES / Double.BYTES; // a few packed bytes may say any number
    private static final Pattern INDEX = Pattern.compile("__index_level_\\d+__");

    private final Table table;
    private final String source;
    private final ReadOptions options;
    private final Map<String, Table.Kind> kinds = new HashMap<>();
    private final String field; // the first of those that are compared
    private List<View> views = List.of();
    private long rows;

    TableVectors(Table table, String source, ReadOptions options) {
        this.table = table;
        this.source = source;
        this.options = options;
        this.field = options.views().get(0);
        table.columns().forEach(column -> kinds.put(column.name(), column.kind()));
    }

    void read(VectorSink sink) throws IOException, BadInputException {
        if (isReadByLines()) {
            TableLines rowsAsLines = new TableLines(table, warning -> {});
            JsonLines lines =
                    new JsonLines(new LineReader(rowsAsLines, source, LineReader.MAX_BYTES, 0), source, options);
            lines.read(sink);
            views = lines.views();
            return;
        }
        requireLabel(options.groupBy());
        requireLabel(options.slice());
        List<String> vector = kinds.containsKey(field) ? List.of(field) : numbers();
        TreeSet<String> wanted = new TreeSet<>(vector);
        wanted.add("id");
        options.groupBy().ifPresent(wanted::add);
        options.slice().ifPresent(wanted::add);
        table.choose(wanted);
        Row row = new Row(vector);
        rows(row, vector, sink);
        views = List.of(View.numbers(field, row.width));
    }

    /** What the rows held; known behind the last one. */
    List<View> views() {
        return views;
    }

    /** What is no plain list or table of numbers: several views, a text, what a pointer leads to, scores, a class. */
    private boolean isReadByLines() {
        Table.Kind kind = kinds.get(field);
        return options.views().size() > 1
                || options.text().isPresent()
                || field.startsWith(LINES)
                || kind != null && kind != Table.Kind.NUMBERS;
    }

    private void rows(Row row, List<String> vector, VectorSink sink) throws IOException, BadInputException {
        boolean isList = kinds.get(vector.get(0)) == Table.Kind.NUMBERS;
        CountingColumns counting = new CountingColumns();
        for (row.begin(); table.next(row); row.begin()) {
            rows++;
            Optional<String> problem = row.problem();
            if (problem.isPresent()) {
                throw new BadInputException(source + " row " + rows + ": " + problem.get());
            }
            sink.row(row.values, row.width, row.id, row.group, row.slice);
            if (!isList) {
                counting.row(row.values, row.width);
            }
        }
        Optional<Integer> counted = counting.first();
        if (counted.isPresent()) {
            throw new BadInputException(source + " column '" + vector.get(counted.get())
                    + "' counts the rows and is no feature; leave it out (pandas: index=False), or call it id");
        }
    }

    private void requireLabel(Optional<String> field) throws BadInputException {
        if (field.isPresent() && !kinds.containsKey(field.get())) {
            throw new BadInputException(source + " has no column '" + field.get() + "'");
        }
    }

    private List<String> numbers() throws BadInputException {
        List<String> lists = table.columns().stream()
                .filter(column -> column.kind() == Table.Kind.NUMBERS)
                .map(Table.Column::name)
                .toList();
        if (!lists.isEmpty() || !field.equals(ReadOptions.defaults().views().get(0))) {
            throw new BadInputException(source + " has no column '" + field + "'"
                    + (lists.isEmpty() ? "" : "; name one with --field: '" + String.join("', '", lists) + "'"));
        }
        List<String> numbers = new ArrayList<>();
        for (Table.Column column : table.columns()) {
            boolean isLabel = column.name().equals("id")
                    || options.groupBy().equals(Optional.of(column.name()))
                    || options.slice().equals(Optional.of(column.name()));
            if (INDEX.matcher(column.name()).matches()) {
                throw new BadInputException(
                        source + " has the column '" + column.name()
                                + "', which is the index of a pandas table and no feature; write the file with to_parquet(..., index=False)");
            }
            if (!isLabel && column.kind() != Table.Kind.NUMBER) {
                throw new BadInputException(source + " has the column '" + column.name()
                        + "', which holds no numbers; leave it out, or name a column of lists with --field");
            }
            if (!isLabel) {
                numbers.add(column.name());
            }
        }
        if (numbers.isEmpty()) {
            throw new BadInputException(source + " has no column of numbers");
        }
        return numbers;
    }

    /** Takes one row after the other. */
    private final class Row implements ValueSink {
        private final Map<String, Integer> places = new HashMap<>();
        private final int columns;
        private double[] values;
        private int width;
        private int place;
        private int depth; // of objects and lists around the value
        private String column = "";
        private String id;
        private String group;
        private String slice;
        private String problem;

        Row(List<String> vector) {
            vector.forEach(name -> places.put(name, places.size()));
            columns = kinds.get(vector.get(0)) == Table.Kind.NUMBERS ? 0 : vector.size();
            values = new double[Math.max(1024, columns)];
        }

        void begin() {
            width = columns;
            depth = 0;
            id = null;
            group = null;
            slice = null;
            problem = null;
        }

        Optional<String> problem() {
            return Optional.ofNullable(problem)
                    .or(() -> options.groupBy().filter(name -> group == null).map(Row::missing))
                    .or(() -> options.slice().filter(name -> slice == null).map(Row::missing));
        }

        private static String missing(String field) {
            return "nothing in column '" + field + "'";
        }

        @Override
        public void field(String name) {
            if (depth == 1) {
                column = name;
                place = places.getOrDefault(name, -1);
            }
        }

        /** @param text the same as a label */
        private void take(double value, String text) {
            if (place < 0) {
                label(text);
                return;
            }
            if (!Double.isFinite(value)) {
                complain("not a finite number");
            }
            int at = columns > 0 ? place : width;
            if (at == MOST_WIDTH) {
                throw new UncheckedIOException(
                        new IOException("row " + (rows + 1) + " has more than " + MOST_WIDTH + " numbers"));
            }
            if (at == values.length) {
                values = Arrays.copyOf(values, 2 * at);
            }
            values[at] = value;
            width = columns > 0 ? width : width + 1;
        }

        private void label(String text) {
            if (depth > 1) {
                return; // a structure or a list is no label
            }
            if (column.equals("id")) {
                id = text;
            }
            if (options.groupBy().equals(Optional.of(column))) {
                group = text;
            }
            if (options.slice().equals(Optional.of(column))) {
                slice = text;
            }
        }

        private void complain(String what) {
            if (problem == null) {
                problem = what + " in column '" + column + "'; remove or repair the row";
            }
        }

        @Override
        public void number(double value) {
            take(value, Double.toString(value));
        }

        @Override
        public void integer(long value) {
            take(value, Long.toString(value));
        }

        @Override
        public void decimal(BigDecimal value) {
            take(value.doubleValue(), value.toPlainString());
        }

        @Override
        public void nothing() {
            if (place >= 0) {
                complain("nothing");
            }
        }

        @Override
        public void text(String value) {
            label(value);
        }

        @Override
        public void document(String json) {
            label(json);
        }

        @Override
        public void truth(boolean value) {
            label(Boolean.toString(value));
        }

        @Override
        public void beginObject() {
            depth++;
        }

        @Override
        public void endObject() {
            depth--;
        }

        @Override
        public void beginList() {
            depth++;
        }

        @Override
        public void endList() {
            depth--;
        }
    }
}
