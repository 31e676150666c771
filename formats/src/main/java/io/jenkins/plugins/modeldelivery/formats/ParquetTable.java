package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** A Parquet file, row by row; of each column one page is in memory. */
final class ParquetTable implements Table {
    private final HashedFile file;
    private final Footer footer;
    private final List<Field> fields;
    private final MessageType schema;
    private List<Field> chosen;
    private Row row;
    private int nextGroup;
    private Pages pages = new Pages(0, Map.of());
    private RecordReader<Boolean> rows;
    private long rowsLeft;
    private long rowsGiven;
    private boolean checked = true;

    /** @param file is closed with this */
    ParquetTable(HashedFile file) throws IOException {
        this.file = file;
        footer = Footer.read(file);
        fields = Field.of(footer.document().getSchema());
        schema = message(fields);
        chosen = fields;
    }

    private static MessageType message(List<Field> fields) {
        return new MessageType("row", fields.stream().map(Field::type).toArray(Type[]::new));
    }

    @Override
    public List<Column> columns() {
        return fields.stream()
                .map(field -> new Column(field.name(), field.kind()))
                .toList();
    }

    @Override
    public void choose(Set<String> names) {
        chosen = fields.stream().filter(field -> names.contains(field.name())).toList();
    }

    @Override
    public Optional<String> warning() {
        return checked
                ? Optional.empty()
                : Optional.of("has pages without checksums, in which damage looks like other values; write it with them"
                        + " (pandas, PyArrow: write_page_checksum=True)");
    }

    @Override
    public boolean next(ValueSink sink) throws IOException {
        while (rowsLeft == 0) {
            endGroup();
            if (nextGroup == footer.document().getRow_groupsSize()) {
                return false;
            }
            begin(footer.document().getRow_groups().get(nextGroup++));
        }
        row.to(sink);
        reading(rows::read);
        rowsLeft--;
        rowsGiven++;
        return true;
    }

    private void begin(RowGroup group) throws IOException {
        List<ColumnDescriptor> columns = schema.getColumns();
        if (group.getColumnsSize() != columns.size()) {
            throw new IOException("it is damaged: a row group with " + group.getColumnsSize() + " of its "
                    + columns.size() + " columns");
        }
        if (row == null) {
            row = new Row(chosen);
        }
        rowsLeft = group.getNum_rows();
        if (rowsLeft == 0) {
            return;
        }
        Map<List<String>, ColumnPages> readers = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            ColumnChunk chunk = group.getColumns().get(i);
            List<String> path = List.of(columns.get(i).getPath());
            if (!path.equals(chunk.getMeta_data().getPath_in_schema())) {
                throw new IOException("it is damaged: a row group with other columns than its schema");
            }
            if (chosen.stream().anyMatch(field -> field.name().equals(path.get(0)))) {
                readers.put(path, new ColumnPages(file, footer.end(), chunk.getMeta_data(), columns.get(i), rowsLeft));
            }
        }
        pages = new Pages(rowsLeft, readers);
        ColumnIOFactory factory = new ColumnIOFactory(footer.document().getCreated_by());
        reading(() -> rows = factory.getColumnIO(message(chosen), schema).getRecordReader(pages, row));
    }

    private void endGroup() throws IOException {
        for (ColumnPages each : pages.columns.values()) {
            each.requireRead();
            checked &= each.isChecked();
        }
        pages = new Pages(0, Map.of());
    }

    /** The library's failures are of many types, and say what its own methods met. */
    private void reading(Runnable step) throws IOException {
        try {
            step.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof UncheckedIOException known) {
                    throw known.getCause();
                }
            }
            throw new IOException("it is damaged at row " + (rowsGiven + 1) + ", whose values cannot be decoded", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The columns of one row group. */
    private record Pages(long rows, Map<List<String>, ColumnPages> columns) implements PageReadStore {
        @Override
        public PageReader getPageReader(ColumnDescriptor column) {
            return columns.get(List.of(column.getPath()));
        }

        @Override
        public long getRowCount() {
            return rows;
        }
    }
}
