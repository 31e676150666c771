package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

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
