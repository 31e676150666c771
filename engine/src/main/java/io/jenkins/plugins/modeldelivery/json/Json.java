package io.jenkins.plugins.modeldelivery.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/**
 * The one JSON mapper of the engine. Reading refuses duplicate keys, trailing content, non-finite numbers and nesting
 * deeper than {@value #MAX_DEPTH}; writing is deterministic: key order is the order in which a document was built.
 */
public final class Json {
    /** Deepest nesting of a document that is read. */
    public static final int MAX_DEPTH = 200;

    /**
     * Most digits of a number before and behind its point, as it would be written without an exponent: far more than a double
     * has, and few enough that nobody who writes, compares or divides it is held up by {@code 1e999999999}.
     */
    public static final int MAX_DIGITS = 1000;

    /** Largest document, in bytes, that is read as a whole; streams of lines have no such limit. */
    public static final long MAX_DOCUMENT_BYTES = 64L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength((int) MAX_DOCUMENT_BYTES) // a fingerprint of wide rows has one of 20 MB
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new BoundedNumbers())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(Instant.class, new StrictInstant()))
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withConfigOverride(List.class, Json::emptyWhereAbsent)
            .withConfigOverride(Map.class, Json::emptyWhereAbsent)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
            .build();

    /** Keeps a double as it is written, where a document of others may hold more digits than a double has. */
    private static final ObjectReader DOUBLES =
            MAPPER.reader().without(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    /** For readers that stream; they refuse duplicate keys themselves, see {@link Keys}. */
    private static final JsonFactory STREAMS = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final ObjectReader ONE_OF_MANY =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** For rows and results files of others, where NaN is a number that is not there. */
    private static final JsonFactory ROWS =
            STREAMS.copy().configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature(), true);

    private Json() {}

    /** Every decimal of every tree comes by here. */
    private static final class BoundedNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            return super.numberNode(value == null ? null : bounded(value));
        }
    }

    private static BigDecimal bounded(BigDecimal value) {
        if (Math.abs((long) value.scale()) > MAX_DIGITS || (long) value.precision() - value.scale() > MAX_DIGITS) {
            throw new NumberFormatException("more than " + MAX_DIGITS + " digits before or behind the point");
        }
        return value;
    }

    /**
     * The number at a parser's current token.
     *
     * @throws NumberFormatException when it has more than {@link #MAX_DIGITS} before or behind its point
     */
    public static BigDecimal decimal(JsonParser parser) throws IOException {
        return bounded(parser.getDecimalValue());
    }

    /** Jackson's own reader would take a number for seconds since 1970. */
    private static final class StrictInstant extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        StrictInstant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeParseException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), e.getMessage());
            }
        }
    }

    private static void emptyWhereAbsent(MutableConfigOverride type) {
        type.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }

    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An object that starts with {@code "schema": "model-delivery/<name>/v1"}. */
    public static ObjectNode document(String name) {
        return object().put("schema", schema(name));
    }

    /** What the key {@code schema} says in a document of a name. */
    public static String schema(String name) {
        return "model-delivery/" + name + "/v1";
    }

    /** What the key {@code schema} says in a tree; empty where it says nothing. */
    public static String schemaOf(JsonNode tree) {
        return tree.path("schema").asText();
    }

    /** @throws BadInputException when a tree is no document of that name; said first, since nothing else about it fits then */
    public static void requireSchema(JsonNode tree, String name, String source) throws BadInputException {
        if (!schema(name).equals(tree.path("schema").textValue())) {
            throw new BadInputException(source + " does not start with schema: " + schema(name));
        }
    }

    /** The same, going on with the keys of a document type. */
    public static ObjectNode document(String name, Object keys) {
        return document(name).setAll(tree(keys));
    }

    /**
     * Parses one document.
     *
     * @param source how to call the document in a message, for example its file name
     * @throws BadInputException with line and column when it is not valid JSON
     */
    public static JsonNode parse(byte[] bytes, String source) throws BadInputException {
        return parse(MAPPER.reader(), bytes, source);
    }

    private static JsonNode parse(ObjectReader reader, byte[] bytes, String source) throws BadInputException {
        Utf8.require(bytes, source);
        try {
            JsonNode node = reader.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw new BadInputException(source + " is empty; a JSON document was expected");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new BadInputException(source + " is not valid JSON" + where(e) + ": " + firstLine(e), e);
        } catch (NumberFormatException e) {
            throw new BadInputException(source + " is not valid JSON: a number's exponent is too large", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading from memory does no I/O
        }
    }

    /** Reads one value token by token; whether something follows it, and whether keys are duplicate, the caller asks. */
    public static JsonParser parser(byte[] bytes, int from, int to) throws IOException {
        return parser(STREAMS, bytes, from, to);
    }

    /** The same for rows, in which NaN and Infinity are allowed. */
    public static JsonParser rowParser(byte[] bytes, int from, int to) throws IOException {
        return parser(ROWS, bytes, from, to);
    }

    private static JsonParser parser(JsonFactory factory, byte[] bytes, int from, int to) throws IOException {
        if (!Utf8.isValid(bytes, from, to)) {
            throw new JsonParseException(null, "not UTF-8");
        }
        return factory.createParser(bytes, from, to - from);
    }

    /** The value at which a parser stands; the parser then stands at its end. */
    public static JsonNode value(JsonParser parser) throws IOException {
        return ONE_OF_MANY.readTree(parser);
    }

    public static JsonNode parse(String text, String source) throws BadInputException {
        return parse(text.getBytes(StandardCharsets.UTF_8), source);
    }

    /**
     * A document as its type: a record whose components are its keys. What is no {@code Optional}, list or map has to be there,
     * and nothing is made into another kind of value; keys that the type does not know are an error unless it keeps them
     * ({@code @JsonAnySetter}). A constructor may refuse what does not fit together by an {@link IllegalArgumentException}.
     *
     * @param source how to call the document in a message
     * @throws BadInputException that names the key and what would be right
     */
    public static <T> T bind(JsonNode tree, Class<T> type, String source) throws BadInputException {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw BindingFailure.of(e, source);
        }
    }

    /** The tree of a document type: what {@link #bind} makes the same value of, with the numbers as {@link #compact} writes them. */
    public static ObjectNode tree(Object document) {
        try (TokenBuffer tokens = new TokenBuffer(MAPPER, false)) {
            MAPPER.writeValue(tokens, document);
            return DOUBLES.readTree(tokens.asParser());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does no I/O
        }
    }

    /** Reads and parses a file of at most {@link #MAX_DOCUMENT_BYTES}. */
    public static JsonNode read(Path file) throws BadInputException {
        return parse(bytes(file, MAX_DOCUMENT_BYTES), file.toString());
    }

    /** The same, where numbers may be NaN or infinite. */
    static JsonNode readNumbers(Path file) throws BadInputException {
        return parse(
                MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS),
                bytes(file, MAX_DOCUMENT_BYTES),
                file.toString());
    }

    /** The bytes of a document file; a missing, unreadable or oversized file is one clear line. */
    static byte[] bytes(Path file, long most) throws BadInputException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw tooLarge(file.toString(), most);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + " does not exist", e);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static BadInputException tooLarge(String source, long most) {
        return new BadInputException(source + " is larger than " + (most >> 20) + " MiB, too large for one document");
    }

    /** One line, no spaces: what is hashed, stored and compared. */
    public static String compact(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not representable as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Indented, for people; ends without a line break. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not representable as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("malformed");
    }
}
