package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A column or a structure of columns, as the file's schema has it.
 *
 * @param path names from the outermost on, for messages
 * @param children empty for a column
 */
record Field(String path, Type type, SchemaElement element, Meaning meaning, List<Field> children) {
    private static final int MOST_DEPTH = 64;

    /** The fields of a row. */
    static List<Field> of(List<SchemaElement> schema) throws IOException {
        Iterator<SchemaElement> elements = schema.iterator();
        if (!elements.hasNext()) {
            throw damaged("it is empty");
        }
        SchemaElement root = elements.next();
        List<Field> fields = children(elements, root, "", 0);
        if (elements.hasNext()) {
            throw damaged("more fields than its structures have");
        }
        return fields;
    }

    private static IOException damaged(String how) {
        return new IOException("its schema is damaged: " + how);
    }

    private static List<Field> children(Iterator<SchemaElement> elements, SchemaElement of, String path, int depth)
            throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("its structures are nested more than " + MOST_DEPTH + " deep");
        }
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < of.getNum_children(); i++) {
            if (!elements.hasNext()) {
                throw damaged("fewer fields than its structures have");
            }
            Field field = field(elements.next(), elements, path, depth);
            if (!names.add(field.name())) {
                throw new IOException("it has two columns '" + field.path + "'; rename one");
            }
            fields.add(field);
        }
        if (fields.isEmpty()) {
            throw new IOException(
                    path.isEmpty() ? "it has no columns" : "'" + path + "' is a structure without columns");
        }
        return fields;
    }

    private static Field field(SchemaElement element, Iterator<SchemaElement> elements, String above, int depth)
            throws IOException {
        FieldRepetitionType repeated = element.getRepetition_type();
        if (element.getName() == null || repeated == null) {
            throw damaged("a field of '" + above + "' has no name or does not say how often it is there");
        }
        String path = above.isEmpty() ? element.getName() : above + "." + element.getName();
        Repetition repetition = Repetition.valueOf(repeated.name());
        Meaning meaning = Meaning.of(element);
        if (element.isSetType()) {
            if (element.getType() == null) {
                throw damaged("'" + path + "' is of a type that is not known");
            }
            return new Field(path, primitive(element, repetition), element, meaning, List.of());
        }
        List<Field> children = children(elements, element, path, depth + 1);
        List<Type> types = children.stream().map(Field::type).toList();
        return new Field(path, new GroupType(repetition, element.getName(), types), element, meaning, children);
    }

    private static Type primitive(SchemaElement element, Repetition repetition) throws IOException {
        PrimitiveTypeName name =
                switch (element.getType()) {
                    case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
                    case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
                    case BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE ->
                        PrimitiveTypeName.valueOf(element.getType().name());
                };
        if (name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY && element.getType_length() <= 0) {
            throw damaged("'" + element.getName() + "' has values of " + element.getType_length() + " bytes");
        }
        return new PrimitiveType(repetition, name, element.getType_length(), element.getName());
    }

    String name() {
        return type.getName();
    }

    boolean isColumn() {
        return children.isEmpty();
    }

    boolean isRepeated() {
        return type.isRepetition(Repetition.REPEATED);
    }

    /** What a list is a list of; empty where this is no list as the format describes lists. */
    Optional<Element> listElement() {
        if (meaning != Meaning.LIST || children.size() != 1 || !children.get(0).isRepeated()) {
            return Optional.empty();
        }
        Field repeated = children.get(0);
        // the rules of the format's LogicalTypes.md for lists of earlier writers, whose repeated field is the element
        boolean isElement = repeated.isColumn()
                || repeated.children.size() > 1
                || repeated.children.get(0).isRepeated()
                || repeated.name().equals("array")
                || repeated.name().equals(name() + "_tuple");
        return Optional.of(new Element(isElement ? repeated : repeated.children.get(0), !isElement));
    }

    /** @param wrapped whether it stands in a structure of its own, so that it may be missing */
    record Element(Field field, boolean wrapped) {}

    /** The repeated pairs of a map; empty where this is no map as the format describes maps. */
    Optional<Field> mapPairs() {
        boolean isMap = meaning == Meaning.MAP
                && children.size() == 1
                && children.get(0).isRepeated()
                && children.get(0).children.size() == 2;
        return isMap ? Optional.of(children.get(0)) : Optional.empty();
    }

    Table.Kind kind() {
        if (isNumber()) {
            return isRepeated() ? Table.Kind.NUMBERS : Table.Kind.NUMBER;
        }
        boolean isList = !isRepeated()
                && listElement()
                        .filter(element -> element.field().isNumber())
                        .filter(element ->
                                !(element.wrapped() && element.field().isRepeated()))
                        .isPresent();
        return isList ? Table.Kind.NUMBERS : Table.Kind.OTHER;
    }

    private boolean isNumber() {
        if (!isColumn()) {
            return false;
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case INT32, INT64, FLOAT, DOUBLE ->
                meaning == Meaning.PLAIN || meaning == Meaning.UNSIGNED || meaning == Meaning.DECIMAL;
            case BINARY, FIXED_LEN_BYTE_ARRAY -> meaning == Meaning.DECIMAL || meaning == Meaning.FLOAT16;
            case BOOLEAN, INT96 -> false;
        };
    }
}
