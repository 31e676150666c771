package io.jenkins.plugins.modeldelivery.parameter;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The parameters of a gate or operation are declared once, as the components of a record, each with its {@link Parameter}; what depends
 * on others is in the record's constructor. Whoever lets people fill them in has fields or options of the same names.
 */
public final class Parameters {
    private Parameters() {}

    /**
     * The record with what is filled in.
     *
     * @param filled objects with fields, or maps; null says nothing, numbers and files stand for their text, and a text with commas
     *     for a list. Where several say something, the last one counts
     */
    public static <R extends Record> R of(Class<R> declared, Object... filled) {
        RecordComponent[] components = declared.getRecordComponents();
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Object[] values = Stream.of(components)
                    .map(component -> value(component, filled))
                    .toArray();
            return declared.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalArgumentException(declared + " cannot be filled with " + Arrays.toString(filled), e);
        }
    }

    /** What the fields of a form hold, in their order: what is left blank says nothing. */
    public static Map<String, Object> ofForm(Object form) {
        Map<String, Object> said = new LinkedHashMap<>();
        for (Class<?> type = form.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Object value = Modifier.isStatic(field.getModifiers()) ? null : said(form, field.getName());
                value = value instanceof String text ? text.strip() : value;
                if (value != null && !value.equals("")) {
                    said.put(field.getName(), value);
                }
            }
        }
        return said;
    }

    /** What is filled in, as text by the parameter's name. */
    public static Map<String, String> said(Class<? extends Record> declared, Object filled) {
        Map<String, String> said = new TreeMap<>();
        for (RecordComponent component : declared.getRecordComponents()) {
            Object value = said(filled, component.getName());
            if (value != null && !value.equals(false)) {
                said.put(component.getName(), value.toString());
            }
        }
        return said;
    }

    /** What counts where nothing is filled in, as text by the parameter's name. */
    public static Map<String, String> defaults(Class<? extends Record> declared) {
        return said(declared, of(declared));
    }

    private static Object value(RecordComponent component, Object... filled) {
        Parameter parameter = component.getAnnotation(Parameter.class);
        Object value = parameter == null || parameter.usual().isEmpty() ? null : parameter.usual();
        for (Object by : filled) {
            Object said = said(by, component.getName());
            value = said == null ? value : said;
        }
        Class<?> type = component.getType();
        if (value == null) {
            return type == boolean.class ? false : null;
        }
        if (type == List.class) {
            return value instanceof List<?> list
                    ? list.stream().map(Object::toString).toList()
                    : Stream.of(value.toString().split(","))
                            .map(String::strip)
                            .filter(entry -> !entry.isEmpty())
                            .toList();
        }
        return type.isInstance(value) ? value : parsed(value.toString(), type);
    }

    private static Object parsed(String text, Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text + " is no " + type.getSimpleName()));
        }
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Double.class) {
            return Double.valueOf(text);
        }
        return type == boolean.class ? (Object) Boolean.parseBoolean(text) : text;
    }

    private static Object said(Object by, String name) {
        if (by instanceof Map<?, ?> map) {
            return map.get(name);
        }
        for (Class<?> type = by.getClass(); type != Object.class; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                Object value = field.get(by);
                if (value instanceof OptionalDouble number) {
                    return number.isPresent() ? number.getAsDouble() : null;
                }
                if (value instanceof Optional<?> perhaps) {
                    return perhaps.orElse(null);
                }
                return value;
            } catch (NoSuchFieldException e) {
                continue; // perhaps the class above has it
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return null;
    }

    /** A file that a parameter names: absolute, or relative to a directory. */
    public static Path file(Path directory, String name) throws BadInputException {
        try {
            return directory.resolve(name);
        } catch (InvalidPathException e) {
            throw new BadInputException("'" + name + "' is not a path: " + e.getReason(), e);
        }
    }

    /** The same; empty where none is named. */
    public static Optional<Path> optionalFile(Path directory, String name) throws BadInputException {
        return name == null ? Optional.empty() : Optional.of(file(directory, name));
    }
}
