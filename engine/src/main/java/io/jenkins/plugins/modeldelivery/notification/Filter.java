package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which events go to a destination.
 *
 * @param kinds empty for all
 * @param models names, each of which may end in {@code *}; empty for all, and for events that name no model
 */
public record Filter(Set<EventKind> kinds, List<String> models) {
    public static final Filter ALL = new Filter(Set.of(), List.of());

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}\\*?|\\*");

    public Filter {
        kinds = Set.copyOf(kinds);
        models = List.copyOf(models);
    }

    /** @throws BadInputException naming the first event or model name that is none */
    public static Filter parse(List<String> kinds, List<String> models) throws BadInputException {
        Set<EventKind> parsed = EnumSet.noneOf(EventKind.class);
        for (String kind : kinds) {
            parsed.add(EventKind.parse(kind.strip()));
        }
        for (String model : models) {
            if (!MODEL.matcher(model).matches()) {
                throw new BadInputException("models: '" + PlainText.shown(model)
                        + "' is neither a model's name nor the beginning of one and '*', such as intent-*");
            }
        }
        return new Filter(parsed, models);
    }

    public boolean takes(Event event) {
        boolean kind = kinds.isEmpty() || kinds.contains(event.kind());
        return kind && (models.isEmpty() || event.model().filter(this::names).isPresent());
    }

    private boolean names(String model) {
        return models.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? model.startsWith(pattern.substring(0, pattern.length() - 1))
                        : model.equals(pattern));
    }
}
