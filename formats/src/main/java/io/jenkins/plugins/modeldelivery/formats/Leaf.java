package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.ValueSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The values of one column, as JSON has them: times as ISO 8601, bytes as Base64, a float as the double of the same value. */
final class Leaf extends PrimitiveConverter {
    private static final long NANOS = 1_000_000_000;
    private static final long DAY = 86_400;
    private static final int INT96 = 12;
    private static final long JULIAN_EPOCH = 2_440_588; // the day 1970-01-01

    private final Field field;
    private final Consumer<Leaf> before;
    private final Row row;
    private final int scale;
    private final long perSecond;
    private final boolean isInstant;
    private final boolean isInt96;
    private String[] texts; // of the dictionary, as far as they were asked for
    private Dictionary dictionary;

    /** @param before is called before each value */
    Leaf(Field field, Row row, Consumer<Leaf> before) throws IOException {
        this.field = field;
        this.row = row;
        this.before = before;
        Meaning meaning = field.meaning();
        if (meaning == Meaning.OTHER) {
            throw Row.unreadable(field);
        }
        scale = meaning == Meaning.DECIMAL ? Meaning.scale(field.element()) : 0;
        boolean isTime = meaning == Meaning.TIME || meaning == Meaning.TIMESTAMP;
        perSecond = isTime ? Meaning.perSecond(field.element()) : 1;
        isInstant = meaning == Meaning.TIMESTAMP && Meaning.isInstant(field.element());
        isInt96 = field.type().asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96;
    }

    private ValueSink sink() {
        before.accept(this);
        return row.sink();
    }

    private UncheckedIOException wrong(String what) {
        return new UncheckedIOException(new IOException("column '" + field.path() + "' holds " + what));
    }

    @Override
    public void addBoolean(boolean value) {
        sink().truth(value);
    }

    @Override
    public void addFloat(float value) {
        sink().number(value);
    }

    @Override
    public void addDouble(double value) {
        sink().number(value);
    }

    @Override
    public void addInt(int value) {
        switch (field.meaning()) {
            case DECIMAL -> sink().decimal(BigDecimal.valueOf(value, scale));
            case DATE -> sink().text(LocalDate.ofEpochDay(value).toString());
            case TIME -> sink().text(time(value));
            case UNSIGNED -> sink().integer(Integer.toUnsignedLong(value));
            default -> sink().integer(value);
        }
    }

    @Override
    public void addLong(long value) {
        switch (field.meaning()) {
            case DECIMAL -> sink().decimal(BigDecimal.valueOf(value, scale));
            case TIME -> sink().text(time(value));
            case TIMESTAMP ->
                sink().text(moment(
                        Math.floorDiv(value, perSecond),
                        Math.floorMod(value, perSecond) * (NANOS / perSecond),
                        isInstant));
            case UNSIGNED -> {
                if (value < 0) {
                    sink().decimal(new BigDecimal(Long.toUnsignedString(value)));
                } else {
                    sink().integer(value);
                }
            }
            default -> sink().integer(value);
        }
    }

    private String time(long value) {
        if (value < 0 || value / perSecond >= DAY) {
            throw wrong("the time of day " + value);
        }
        return LocalTime.ofNanoOfDay(value * (NANOS / perSecond)).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    private static String moment(long second, long nanos, boolean isInstant) {
        return isInstant
                ? Instant.ofEpochSecond(second, nanos).toString()
                : LocalDateTime.ofEpochSecond(second, (int) nanos, ZoneOffset.UTC)
                        .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    @Override
    public boolean hasDictionarySupport() {
        return field.meaning() == Meaning.TEXT
                && field.type().asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    }

    @Override
    public void setDictionary(Dictionary given) {
        dictionary = given;
        texts = new String[given.getMaxId() + 1];
    }

    @Override
    public void addValueFromDictionary(int id) {
        if (texts[id] == null) {
            texts[id] = text(dictionary.decodeToBinary(id));
        }
        sink().text(texts[id]);
    }

    @Override
    public void addBinary(Binary value) {
        if (isInt96) {
            sink().text(int96(value));
            return;
        }
        switch (field.meaning()) {
            case TEXT -> sink().text(text(value));
            case JSON -> sink().document(text(value));
            case DECIMAL -> sink().decimal(new BigDecimal(new BigInteger(bytes(value, 1)), scale));
            case FLOAT16 -> sink().number(half(value));
            case UUID -> {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(value, 2 * Long.BYTES));
                sink().text(new UUID(bytes.getLong(), bytes.getLong()).toString());
            }
            default -> sink().text(Base64.getEncoder().encodeToString(value.getBytesUnsafe()));
        }
    }

    private byte[] bytes(Binary value, int least) {
        if (value.length() < least) {
            throw wrong("a value of " + value.length() + " bytes, too few for what it says to be");
        }
        return value.getBytesUnsafe();
    }

    private String text(Binary value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(value.toByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            UncheckedIOException failure = wrong("bytes that are no UTF-8 text");
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** Nanoseconds of a day and its Julian number, of no time zone that anybody wrote down. */
    private String int96(Binary value) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(value, INT96)).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong();
        long second = (Integer.toUnsignedLong(bytes.getInt()) - JULIAN_EPOCH) * DAY;
        return moment(second + Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS), false);
    }

    /** IEEE 754 binary16, little-endian. */
    private double half(Binary value) {
        int bits = ByteBuffer.wrap(bytes(value, Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude;
        if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = exponent == 0 ? fraction * 0x1p-24 : Math.scalb(fraction + 0x400, exponent - 25);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
