package io.jenkins.plugins.modeldelivery.formats;

import java.io.IOException;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;

/** What the values of a column stand for, beyond how they are stored. */
enum Meaning {
    PLAIN,
    TEXT,
    JSON,
    UNSIGNED,
    DECIMAL,
    DATE,
    TIME,
    TIMESTAMP,
    UUID,
    FLOAT16,
    LIST,
    MAP,
    /** What has no JSON form. */
    OTHER;

    static Meaning of(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            return logical.getSetField() == null ? OTHER : of(logical);
        }
        ConvertedType converted = element.getConverted_type();
        if (converted == null) {
            return PLAIN;
        }
        return switch (converted) {
            case UTF8, ENUM -> TEXT;
            case JSON -> JSON;
            case LIST -> LIST;
            case MAP, MAP_KEY_VALUE -> MAP;
            case DECIMAL -> DECIMAL;
            case DATE -> DATE;
            case TIME_MILLIS, TIME_MICROS -> TIME;
            case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> TIMESTAMP;
            case UINT_8, UINT_16, UINT_32, UINT_64 -> UNSIGNED;
            case INT_8, INT_16, INT_32, INT_64 -> PLAIN;
            case BSON, INTERVAL -> OTHER;
        };
    }

    private static Meaning of(LogicalType logical) {
        return switch (logical.getSetField()) {
            case STRING, ENUM -> TEXT;
            case JSON -> JSON;
            case LIST -> LIST;
            case MAP -> MAP;
            case DECIMAL -> DECIMAL;
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP -> TIMESTAMP;
            case INTEGER -> logical.getINTEGER().isIsSigned() ? PLAIN : UNSIGNED;
            case UUID -> UUID;
            case FLOAT16 -> FLOAT16;
            case UNKNOWN -> PLAIN; // nothing but nulls
            case BSON, VARIANT, GEOMETRY, GEOGRAPHY -> OTHER;
        };
    }

    /** How the schema calls it. */
    static String name(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            return logical.getSetField() == null
                    ? "of a type that is not known"
                    : logical.getSetField().name();
        }
        return String.valueOf(element.getConverted_type());
    }

    /** How many of a time's units make a second. */
    static long perSecond(SchemaElement element) throws IOException {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            TimeUnit unit = logical.isSetTIME()
                    ? logical.getTIME().getUnit()
                    : logical.getTIMESTAMP().getUnit();
            if (unit == null || unit.getSetField() == null) {
                throw new IOException("column '" + element.getName() + "' has times in a unit that is not known");
            }
            return switch (unit.getSetField()) {
                case MILLIS -> 1_000;
                case MICROS -> 1_000_000;
                case NANOS -> 1_000_000_000;
            };
        }
        ConvertedType converted = element.getConverted_type();
        return converted == ConvertedType.TIME_MILLIS || converted == ConvertedType.TIMESTAMP_MILLIS
                ? 1_000
                : 1_000_000;
    }

    /** Whether a timestamp is an instant, and not what a clock on some wall showed. */
    static boolean isInstant(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical == null || logical.getTIMESTAMP().isIsAdjustedToUTC();
    }

    /** Digits behind a decimal number's point. */
    static int scale(SchemaElement element) throws IOException {
        LogicalType logical = element.getLogicalType();
        int scale = logical == null ? element.getScale() : logical.getDECIMAL().getScale();
        int precision =
                logical == null ? element.getPrecision() : logical.getDECIMAL().getPrecision();
        if (scale < 0 || scale > precision || precision > MOST_DIGITS) {
            throw new IOException("column '" + element.getName() + "' is DECIMAL(" + precision + ", " + scale
                    + "); at most " + MOST_DIGITS + " digits are read, of which 0 to all behind the point");
        }
        return scale;
    }

    private static final int MOST_DIGITS = 76; // of 32 bytes, the widest that writers know
}
