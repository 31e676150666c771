package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.contract.SchemaParameters;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.refresh.RefreshParameters;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A command's options and the parameters that the engine declares. */
class DeclaredParametersTest {
    private static final Pattern DEFAULT = Pattern.compile("[Dd]efault:? ([\\w.%-]*[\\w%])|(\\w+) \\(default\\)");

    /** How the help begins to call a default that it does not give as a value: half of the cores, 16 MiB, as many as are under way. */
    private static final List<String> WORDS = List.of("half", "16", "as");

    /** The declaration, the classes of the options, what no option says under its own name, how the help calls other values. */
    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(SchemaParameters.class, List.of(SchemaCommand.class, SchemaCommand.What.class), List.of()),
                Arguments.of(DriftParameters.class, List.of(DriftTestOptions.class), List.of()),
                Arguments.of(RefreshParameters.class, List.of(RefreshCommand.class), List.of()),
                Arguments.of(
                        EvalParameters.class,
                        List.of(EvalCommand.class, EndpointOptions.class),
                        List.of("protocol", "modelName", "template")), // of TemplateOptions
                Arguments.of(
                        TrafficParameters.class, List.of(TrafficCheckCommand.class, RouteOptions.class), List.of()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldBeFilledByOptions(Class<? extends Record> declared, List<Class<?>> options, List<String> others) {
        Map<String, CommandLine.Option> fields = options(options);
        assertThat(Stream.of(declared.getRecordComponents()).map(RecordComponent::getName))
                .allMatch(name -> fields.containsKey(name) || others.contains(name))
                .containsAll(others);
    }

    /** The default in an option's help is the one that counts. */
    @ParameterizedTest
    @MethodSource("commands")
    void shouldShowTheDeclaredDefault(Class<? extends Record> declared, List<Class<?>> options, List<String> others)
            throws ReflectiveOperationException {
        Map<String, CommandLine.Option> fields = options(options);
        Record defaults = Parameters.of(declared);
        int shown = 0;
        for (RecordComponent component : declared.getRecordComponents()) {
            CommandLine.Option option = fields.get(component.getName());
            Object value = component.getAccessor().invoke(defaults);
            Matcher text = DEFAULT.matcher(option == null ? "" : String.join(" ", option.description()));
            if (value instanceof String || value instanceof Number) {
                assertThat(text.find())
                        .as(component + " has a default: " + value)
                        .isEqualTo(option != null);
                if (option != null) {
                    String said = (text.group(1) == null ? text.group(2) : text.group(1)).replace("%%", "%");
                    assertThat(WORDS.contains(said)
                                    || said.equals(value.toString())
                                    || said.concat(".0").equals(value.toString()))
                            .as(component.getName() + " is " + value + ", said to be " + said)
                            .isTrue();
                    shown++;
                }
            }
        }
        assertThat(shown).isPositive();
    }

    private static Map<String, CommandLine.Option> options(List<Class<?>> classes) {
        Map<String, CommandLine.Option> options = new HashMap<>();
        for (Class<?> type : classes) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(CommandLine.Option.class)) {
                    options.put(field.getName(), field.getAnnotation(CommandLine.Option.class));
                }
            }
        }
        return options;
    }
}
