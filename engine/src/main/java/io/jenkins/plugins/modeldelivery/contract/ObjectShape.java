package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object with known fields, each with its bit. */
final class ObjectShape implements Shape {
    /** More known fields than this have no bit each. */
    static final int MAX_FIELDS = Long.SIZE;

    private final Map<String, Integer> positions = new HashMap<>();
    private final Shape[] shapes;
    private final Shape other;
    private final long required;

    /**
     * @param known in the order in which they are most likely to come
     * @param other what unknown fields must be
     * @param required all of them among the known ones
     */
    ObjectShape(Map<String, Shape> known, Shape other, Set<String> required) {
        List<String> all = List.copyOf(known.keySet());
        shapes = all.stream().map(known::get).toArray(Shape[]::new);
        all.forEach(name -> positions.put(name, positions.size()));
        this.other = other;
        this.required =
                required.stream().mapToLong(name -> 1L << positions.get(name)).reduce(0, (a, b) -> a | b);
    }

    @Override
    public boolean accepts(JsonParser parser) throws IOException {
        boolean valid = true;
        long seen = 0;
        Set<String> unknown = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            Integer position = positions.get(name);
            if (position == null) {
                unknown = unknown == null ? new HashSet<>() : unknown;
                if (!unknown.add(name)) {
                    throw Keys.duplicate(parser, name);
                }
                valid &= other.accepts(parser);
            } else {
                if ((seen >> position & 1) != 0) {
                    throw Keys.duplicate(parser, name);
                }
                seen |= 1L << position;
                valid &= shapes[position].accepts(parser);
            }
        }
        return valid && parser.currentToken() == JsonToken.END_OBJECT && (seen & required) == required;
    }
}
