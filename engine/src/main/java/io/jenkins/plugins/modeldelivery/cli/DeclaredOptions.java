package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of commands that the engine declares as parameters. */
final class DeclaredOptions {
    private DeclaredOptions() {}

    /** On a command: it has an option for each {@link Parameter} of the records. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Of {
        Class<? extends Record>[] value();
    }

    /** Adds the options to a command and to those below it. */
    static void add(CommandLine command) {
        Of declared = command.getCommandSpec().userObject().getClass().getAnnotation(Of.class);
        for (Class<? extends Record> record :
                declared == null ? List.<Class<? extends Record>>of() : List.of(declared.value())) {
            for (RecordComponent component : record.getRecordComponents()) {
                Parameter parameter = component.getAnnotation(Parameter.class);
                if (parameter != null) {
                    command.getCommandSpec().addOption(option(component, parameter));
                }
            }
        }
        command.getSubcommands().values().forEach(DeclaredOptions::add);
    }

    private static OptionSpec option(RecordComponent component, Parameter parameter) {
        String name = component.getName();
        OptionSpec.Builder option = OptionSpec.builder(name(name))
                .type(component.getType())
                .paramLabel(parameter.label().isEmpty() ? "<" + name + ">" : parameter.label())
                .description(
                        parameter.help().replace("{usual}", parameter.usual().replace("%", "%%")))
                .required(parameter.required());
        if (component.getType() == List.class) {
            option.auxiliaryTypes(String.class).splitRegex(parameter.split() ? "," : "");
        }
        return option.build();
    }

    /** The option of a parameter: {@code maxWindow} is {@code --max-window}; what is no parameter's name stays as it is. */
    static String name(String parameter) {
        return parameter.matches("[a-z][A-Za-z0-9]*")
                ? "--" + parameter.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                : parameter;
    }

    /**
     * The parameters as the command line has them.
     *
     * @param others objects with fields for those that are no declared options
     */
    static <R extends Record> R of(Class<R> declared, CommandSpec command, Object... others) {
        Map<String, Object> given = new HashMap<>();
        for (Object other : others) {
            given.putAll(Parameters.ofForm(other));
        }
        for (RecordComponent component : declared.getRecordComponents()) {
            if (component.isAnnotationPresent(Parameter.class)) {
                given.put(
                        component.getName(),
                        command.findOption(name(component.getName())).getValue());
            }
        }
        return Parameters.of(declared, given);
    }
}
