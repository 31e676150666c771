package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.util.ComboBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.promotion.Minimum;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Which environments an item sees: those of its folders from the inside out, then the global ones. */
public final class Environments {
    private Environments() {}

    /**
     * By name, nearest first; but one that has a minimum is hidden by none further inside: whoever may configure a folder,
     * and a multibranch project is one, could lower it.
     */
    @NonNull
    public static Map<String, EnvironmentConfiguration> visibleTo(@NonNull Item item) {
        Map<String, EnvironmentConfiguration> visible = new LinkedHashMap<>();
        ItemGroup<?> group = item.getParent();
        while (group instanceof AbstractFolder<?> folder) {
            FolderEnvironments property = folder.getProperties().get(FolderEnvironments.class);
            if (property != null) {
                add(property.getEnvironments(), visible);
            }
            group = folder.getParent();
        }
        add(ModelDeliveryConfiguration.get().getEnvironments(), visible);
        return visible;
    }

    /** A form can be saved without a name; nobody can mean what has none. */
    private static void add(
            List<EnvironmentConfiguration> environments, Map<String, EnvironmentConfiguration> visible) {
        environments.stream()
                .filter(e -> e.getName() != null)
                .forEach(e ->
                        visible.merge(e.getName(), e, (inner, outer) -> outer.getMinimum() == null ? inner : outer));
    }

    /**
     * The policies of the minimums that the item's versions may meet, for gates that count for them.
     *
     * @throws AbortException naming the environment whose minimum is none
     */
    @NonNull
    public static List<String> minimumsFor(@NonNull Item item) throws AbortException {
        List<String> minimums = new ArrayList<>();
        for (EnvironmentConfiguration environment : visibleTo(item).values()) {
            try {
                environment
                        .minimum()
                        .flatMap(Minimum::gate)
                        .ifPresent(policy -> minimums.add(Json.compact(policy.document())));
            } catch (BadInputException e) {
                throw new AbortException("environment '" + environment.getName() + "': " + e.getMessage());
            }
        }
        return minimums;
    }

    /** The names of what the item sees, for forms; empty for those who may not see its configuration. */
    @NonNull
    public static ComboBoxModel namesFor(@CheckForNull Item item) {
        ComboBoxModel names = new ComboBoxModel();
        if (item != null && item.hasPermission(Item.EXTENDED_READ)) {
            names.addAll(visibleTo(item).keySet());
        } else if (item == null && Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            Map<String, EnvironmentConfiguration> global = new LinkedHashMap<>();
            add(ModelDeliveryConfiguration.get().getEnvironments(), global);
            names.addAll(global.keySet());
        }
        return names;
    }

    /**
     * The environment a step means.
     *
     * @param definition given in the step itself; only for names that nobody configured, since a job must not redefine
     *     what a place requires
     * @param model that it is asked for, null where nobody says
     * @throws BadInputException when there is none of that name
     * @throws RefusedException when the step's definition would hide a configured one
     */
    @NonNull
    public static EnvironmentConfiguration require(
            @NonNull Item item,
            @CheckForNull String name,
            @CheckForNull EnvironmentConfiguration definition,
            @CheckForNull String model)
            throws BadInputException, RefusedException {
        Map<String, EnvironmentConfiguration> visible = visibleTo(item);
        Optional<EnvironmentConfiguration> configured = Optional.ofNullable(visible.get(name));
        if (definition == null) {
            if (configured.isPresent()) {
                requireOwnPlace(configured.get(), outerOf(item), model);
            }
            return configured.orElseThrow(() -> new BadInputException("There is no environment '" + name
                    + "' for job '" + item.getFullName() + "'; it sees "
                    + (visible.isEmpty() ? "none" : visible.keySet())
                    + ". Configure it globally or on a folder, or give its definition in the step"));
        }
        if (!ModelDeliveryConfiguration.get().isDefinitionsAllowed()) {
            throw new RefusedException("Administrators do not allow environments that a Pipeline defines (definition);"
                    + " configure '" + name + "' globally or on a folder");
        }
        requireOwnPlace(definition, visible.values(), model);
        if (configured.isPresent()) {
            throw new RefusedException("Environment '" + name
                    + "' is configured already; a step cannot define it anew, leave its definition out");
        }
        if (name == null || !name.equals(definition.getName())) {
            throw new BadInputException(
                    "definition: its name is '" + definition.getName() + "', the step's environment '" + name + "'");
        }
        return definition;
    }

    /** All that is configured around an item, also what is hidden by another of its name. */
    private static List<EnvironmentConfiguration> outerOf(Item item) {
        List<EnvironmentConfiguration> all = new ArrayList<>();
        ItemGroup<?> group = item.getParent();
        while (group instanceof AbstractFolder<?> folder) {
            FolderEnvironments property = folder.getProperties().get(FolderEnvironments.class);
            if (property != null) {
                all.addAll(property.getEnvironments());
            }
            group = folder.getParent();
        }
        all.addAll(ModelDeliveryConfiguration.get().getEnvironments());
        return all;
    }

    /**
     * Another name for a place does not lead around what is demanded there.
     *
     * @throws RefusedException when another environment with a minimum may be the same workload
     */
    private static void requireOwnPlace(
            EnvironmentConfiguration meant, Collection<EnvironmentConfiguration> others, @CheckForNull String model)
            throws RefusedException {
        for (EnvironmentConfiguration other : others) {
            if (!other.equals(meant) && other.getMinimum() != null && other.mayBeSamePlace(meant, model)) {
                throw new RefusedException("Environment '" + meant.getName() + "' is the workload "
                        + meant.getWorkload() + " of '" + other.getName() + "', which has a minimum; use that one");
            }
        }
    }
}
