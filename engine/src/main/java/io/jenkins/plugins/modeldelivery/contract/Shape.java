package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Recognises, while reading, values that are certainly valid. */
interface Shape {
    /** Leaves every decision to the schema library. */
    Shape UNDECIDED = new Shape() {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            Keys.skip(parser);
            return false;
        }
    };

    Shape ANYTHING = new Shape() {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            Keys.skip(parser);
            return true;
        }
    };

    /**
     * The parser stands at the first token of the value and, afterwards, at its last: the value is read to its end
     * whatever the answer.
     */
    boolean accepts(JsonParser parser) throws IOException;

    /** A list of some length. */
    record ArrayShape(Shape item, long min, long max) implements Shape {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            boolean valid = true;
            long count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                valid &= item.accepts(parser);
                count++;
            }
            return valid && count >= min && count <= max;
        }
    }

    /** One of some strings. */
    record EnumShape(Set<String> values) implements Shape {
        public EnumShape {
            values = Set.copyOf(values);
        }

        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            return values.contains(parser.getText());
        }
    }

    /**
     * A number between limits. Rounding to double keeps order, so strictly between the rounded limits is strictly between the
     * limits. Equality with a limit is decided only where both have so few digits that different decimals are different
     * doubles.
     *
     * @param fromAbove whether a short decimal equal to {@code above} is valid
     * @param toBelow whether a short decimal equal to {@code below} is valid
     */
    record NumberShape(double above, double below, boolean fromAbove, boolean toBelow) implements Shape {
        /** Decimals with so many digits are different doubles, each the nearest (IEEE 754, section 5.12.2). */
        private static final int MOST_DIGITS = 15;

        private static final double SMALLEST = 1e-300;

        static NumberShape of(JsonNode schema) {
            return new NumberShape(
                    Math.max(limit(schema, "minimum", -1), limit(schema, "exclusiveMinimum", -1)),
                    Math.min(limit(schema, "maximum", 1), limit(schema, "exclusiveMaximum", 1)),
                    isShort(schema.path("minimum")) && !schema.has("exclusiveMinimum"),
                    isShort(schema.path("maximum")) && !schema.has("exclusiveMaximum"));
        }

        private static double limit(JsonNode schema, String keyword, int sign) {
            return schema.has(keyword) ? schema.get(keyword).doubleValue() : sign * Double.POSITIVE_INFINITY;
        }

        private static boolean isShort(JsonNode limit) {
            double size = Math.abs(limit.doubleValue());
            return limit.isNumber()
                    && limit.decimalValue().precision() <= MOST_DIGITS
                    && (limit.decimalValue().signum() == 0 || size > SMALLEST && size < 1 / SMALLEST);
        }

        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            double value = parser.getDoubleValue();
            return value > above && value < below && value != 0 // to which tiny numbers round
                    || (fromAbove ? value >= above : value > above)
                            && (toBelow ? value <= below : value < below)
                            && isShort(parser);
        }

        private static boolean isShort(JsonParser parser) throws IOException {
            String text = parser.getText();
            return text.length() <= MOST_DIGITS && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        }
    }

    /** An object with known fields, each with its bit. */
    static final class ObjectShape implements Shape {
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
            this.required = required.stream()
                    .mapToLong(name -> 1L << positions.get(name))
                    .reduce(0, (a, b) -> a | b);
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

    /**
     * A string of some length.
     *
     * @param min in code points
     * @param max in code points
     */
    record StringShape(int min, int max) implements Shape {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            int length = parser.getTextLength();
            if (length <= max && length / 2 >= min) {
                return true; // whatever the mix of code points
            }
            int points = Character.codePointCount(parser.getTextCharacters(), parser.getTextOffset(), length);
            return points >= min && points <= max;
        }
    }

    /**
     * What a value must be, by its type.
     *
     * @param integers whether a number must be written as an integer; 1.0, an integer to JSON Schema, is not decided here
     */
    record TypeShape(
            Shape object, Shape array, Shape string, Shape number, boolean integers, boolean booleans, boolean nulls)
            implements Shape {
        @Override
        public boolean accepts(JsonParser parser) throws IOException {
            return switch (parser.currentToken()) {
                case START_OBJECT -> object.accepts(parser);
                case START_ARRAY -> array.accepts(parser);
                case VALUE_STRING -> string.accepts(parser);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
                case VALUE_TRUE, VALUE_FALSE -> booleans;
                case VALUE_NULL -> nulls;
                default -> false;
            };
        }

        private boolean number(JsonParser parser) throws IOException {
            boolean valid =
                    (!integers || parser.currentToken() == JsonToken.VALUE_NUMBER_INT) && number.accepts(parser);
            if (!valid) {
                Keys.skip(parser); // an exponent that is too large makes the line unparsable
            }
            return valid;
        }
    }
}
