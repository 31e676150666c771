package io.jenkins.plugins.modeldelivery.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** One line for whatever keeps a document from being bound to its type: the key, and what would be right. */
final class BindingFailure {
    private static final Set<Class<?>> INTEGERS =
            Set.of(int.class, long.class, Integer.class, Long.class, OptionalInt.class, OptionalLong.class);

    private BindingFailure() {}

    static BadInputException of(JsonProcessingException e, String source) {
        if (!(e instanceof JsonMappingException mapping)) {
            return new BadInputException(source + " cannot be read: " + firstLine(e.getOriginalMessage()), e);
        }
        String key = key(mapping);
        String subject = key.isEmpty() ? source : "'" + key + "' of " + source;
        if (e instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            return new BadInputException(
                    subject + " is not known; there are " + String.join(", ", new TreeSet<>(strings(known))), e);
        }
        if (e instanceof ValueInstantiationException || e.getCause() instanceof IllegalArgumentException) {
            Throwable cause = e.getCause();
            return new BadInputException(
                    subject + ": " + firstLine(cause == null ? e.getOriginalMessage() : cause.getMessage()), e);
        }
        if (e instanceof MismatchedInputException mismatch) {
            boolean absent =
                    e instanceof InvalidNullException || e.getOriginalMessage().contains("ull value for");
            boolean missing = absent || e.getOriginalMessage().startsWith("Cannot map `null`");
            return new BadInputException(
                    subject + " is " + (missing ? "missing; it has to be " : "not ")
                            + expected(mismatch.getTargetType()),
                    e);
        }
        return new BadInputException(subject + " cannot be read: " + firstLine(e.getOriginalMessage()), e);
    }

    /** {@code limits.p95Increase}, {@code rules[2].metric}; empty for the document itself. */
    private static String key(JsonMappingException e) {
        StringBuilder key = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                key.append('[').append(step.getIndex()).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return PlainText.shown(key.toString());
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "what it has to be";
        }
        if (type.isEnum()) {
            return "one of " + List.of(type.getEnumConstants());
        }
        if (type == Instant.class) {
            return "a time as in 2026-11-01T00:00:00Z";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (INTEGERS.contains(type)) {
            return "an integer";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type) || type == OptionalDouble.class) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static List<String> strings(Collection<Object> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private static String firstLine(String message) {
        return message == null
                ? "malformed"
                : PlainText.oneLine(message.lines().findFirst().orElse("malformed"));
    }
}
