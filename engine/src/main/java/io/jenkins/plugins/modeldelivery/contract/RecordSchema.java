package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One compiled side of a contract. Safe for use by several threads. */
public final class RecordSchema {
    private final Schema schema;
    private final Shape shape;

    RecordSchema(Schema schema, Shape shape) {
        this.schema = schema;
        this.shape = shape;
    }

    /**
     * Reads the value at the parser's current token to its end and tells whether it is certainly valid. False means
     * "not decided here": then {@link #violations} has the answer. This is what makes valid records cheap.
     */
    public boolean certainlyValid(JsonParser parser) throws IOException {
        return shape.accepts(parser);
    }

    /**
     * All violations of a value; empty when it is valid, and one {@link Violation#UNDECIDED} when that takes too long to tell.
     *
     * @param base pointer of the value within its record, for example {@code /output}
     */
    public List<Violation> violations(JsonNode value, String base) {
        BoundedPatterns.begin();
        List<Error> errors = schema.validate(value);
        Optional<String> undecided = BoundedPatterns.exceededBy();
        if (undecided.isPresent()) {
            return List.of(new Violation(
                    Violation.UNDECIDED,
                    base,
                    "matching the pattern " + undecided.get() + " takes too long to tell whether it is valid"));
        }
        List<Violation> violations = new ArrayList<>(errors.size());
        for (Error error : errors) {
            String keyword = error.getKeyword() == null ? "false" : error.getKeyword();
            String pointer = pointer(error.getInstanceLocation());
            if (error.getProperty() != null && keyword.equals("required")) {
                pointer += "/" + escape(error.getProperty());
            }
            violations.add(new Violation(keyword, base + pointer, error.getMessage()));
        }
        return violations;
    }

    private static String pointer(NodePath path) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            pointer.append('/').append(element instanceof Integer ? "*" : escape(String.valueOf(element)));
        }
        return pointer.toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
