package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Descriptor of a step whose fields are its parameters: what a form leaves blank is not said, neither there nor in a snippet. */
public abstract class FormStepDescriptor extends StepDescriptor {
    private final Map<String, String> usual;

    FormStepDescriptor() {
        usual = Map.of();
    }

    /** @param declared what the engine declares of the step's parameters */
    FormStepDescriptor(Class<? extends Record> declared) {
        usual = Parameters.defaults(declared);
    }

    /** What counts where nothing is said, for the form. */
    @NonNull
    @Restricted(NoExternalUse.class)
    public final Map<String, String> getUsual() {
        return usual;
    }

    /** The given arguments that are set, shown beside the step in stage views. */
    static String shown(Map<String, Object> arguments, String... names) {
        return Stream.of(names)
                .map(arguments::get)
                .filter(value -> value instanceof String)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    @Override
    public final Step newInstance(@CheckForNull StaplerRequest2 request, @NonNull JSONObject form)
            throws FormException {
        for (Object name : List.copyOf(form.keySet())) {
            if (form.get(name) instanceof String text && text.isBlank() && isField(name.toString())) {
                form.remove(name);
            }
        }
        return super.newInstance(request, form);
    }

    private boolean isField(String name) {
        return Stream.of(clazz.getFields())
                .anyMatch(field -> field.getName().equals(name) && field.isAnnotationPresent(DataBoundSetter.class));
    }
}
