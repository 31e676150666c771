package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Hands the values of a row on as they come: the library calls a converter for each that is there, and none for those that are not. */
final class Row extends RecordMaterializer<Boolean> {
    private final Structure root;
    private ValueSink sink;

    Row(List<Field> fields) throws IOException {
        root = new Structure(fields, () -> {});
    }

    /** Where the next row goes. */
    void to(ValueSink given) {
        sink = given;
    }

    ValueSink sink() {
        return sink;
    }

    @Override
    public Boolean getCurrentRecord() {
        return true;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    static IOException unreadable(Field field) {
        return new IOException("column '" + field.path() + "' is " + Meaning.name(field.element())
                + ", which has no form in JSON; leave it out");
    }

    /** @param before is run before each value of the field */
    private Converter converter(Field field, Runnable before) throws IOException {
        if (field.isColumn()) {
            return new Leaf(field, this, leaf -> before.run());
        }
        if (field.meaning() == Meaning.OTHER) {
            throw unreadable(field);
        }
        Optional<Field.Element> element = field.listElement();
        if (element.isPresent()) {
            return new Elements(element.get(), before);
        }
        Optional<Field> pairs = field.mapPairs();
        return pairs.isPresent() ? new Pairs(pairs.get(), before) : new Structure(field.children(), before);
    }

    /** An object. A field that is repeated without being called a list is one all the same. */
    private final class Structure extends GroupConverter {
        private final List<Field> fields;
        private final Runnable before;
        private final Converter[] converters;
        private final boolean[] seen;
        private int open = -1; // the repeated field whose list is open

        Structure(List<Field> fields, Runnable before) throws IOException {
            this.fields = fields;
            this.before = before;
            converters = new Converter[fields.size()];
            seen = new boolean[fields.size()];
            for (int i = 0; i < converters.length; i++) {
                int place = i;
                converters[i] = converter(fields.get(i), () -> begin(place));
            }
        }

        @Override
        public Converter getConverter(int index) {
            return converters[index];
        }

        @Override
        public void start() {
            before.run();
            sink.beginObject();
            Arrays.fill(seen, false);
        }

        private void begin(int place) {
            if (open == place) {
                return;
            }
            close();
            if (seen[place]) {
                throw new UncheckedIOException(
                        new IOException("column '" + fields.get(place).path() + "' has two values in one row"));
            }
            seen[place] = true;
            sink.field(fields.get(place).name());
            if (fields.get(place).isRepeated()) {
                sink.beginList();
                open = place;
            }
        }

        private void close() {
            if (open >= 0) {
                sink.endList();
                open = -1;
            }
        }

        @Override
        public void end() {
            close();
            for (int i = 0; i < seen.length; i++) {
                if (!seen[i]) {
                    sink.field(fields.get(i).name());
                    if (fields.get(i).isRepeated()) {
                        sink.beginList();
                        sink.endList();
                    } else {
                        sink.nothing();
                    }
                }
            }
            sink.endObject();
        }
    }

    /** A list, whose elements may each stand in a structure that nobody wants to see. */
    private final class Elements extends GroupConverter {
        private final Runnable before;
        private final Converter element;

        Elements(Field.Element of, Runnable before) throws IOException {
            this.before = before;
            element = of.wrapped() ? new Wrapped(of.field()) : converter(of.field(), () -> {});
        }

        @Override
        public Converter getConverter(int index) {
            return element;
        }

        @Override
        public void start() {
            before.run();
            sink.beginList();
        }

        @Override
        public void end() {
            sink.endList();
        }
    }

    /** The structure around an element: without a value the element is null. */
    private final class Wrapped extends GroupConverter {
        private final Converter value;
        private boolean seen;

        Wrapped(Field field) throws IOException {
            value = converter(field, () -> seen = true);
        }

        @Override
        public Converter getConverter(int index) {
            return value;
        }

        @Override
        public void start() {
            seen = false;
        }

        @Override
        public void end() {
            if (!seen) {
                sink.nothing();
            }
        }
    }

    /** A map, as an object. */
    private final class Pairs extends GroupConverter {
        private final Runnable before;
        private final Pair pair;

        Pairs(Field pairs, Runnable before) throws IOException {
            this.before = before;
            pair = new Pair(pairs);
        }

        @Override
        public Converter getConverter(int index) {
            return pair;
        }

        @Override
        public void start() {
            before.run();
            sink.beginObject();
        }

        @Override
        public void end() {
            sink.endObject();
        }
    }

    private final class Pair extends GroupConverter {
        private final Field field;
        private final PrimitiveConverter key;
        private final Converter value;
        private boolean hasKey;
        private boolean hasValue;

        Pair(Field field) throws IOException {
            this.field = field;
            Field keys = field.children().get(0);
            if (!keys.isColumn() || keys.meaning() != Meaning.TEXT || keys.isRepeated()) {
                throw new IOException("column '" + field.path() + "' is a map whose keys are no text, which has no form"
                        + " in JSON; leave it out");
            }
            key = new PrimitiveConverter() {
                @Override
                public void addBinary(Binary given) {
                    sink.field(given.toStringUsingUTF8());
                    hasKey = true;
                }
            };
            value = converter(field.children().get(1), () -> {
                if (!hasKey) {
                    throw damaged();
                }
                hasValue = true;
            });
        }

        private UncheckedIOException damaged() {
            return new UncheckedIOException(new IOException("column '" + field.path() + "' has a value without a key"));
        }

        @Override
        public Converter getConverter(int index) {
            return index == 0 ? key : value;
        }

        @Override
        public void start() {
            hasKey = false;
            hasValue = false;
        }

        @Override
        public void end() {
            if (!hasKey) {
                throw damaged();
            }
            if (!hasValue) {
                sink.nothing();
            }
        }
    }
}
