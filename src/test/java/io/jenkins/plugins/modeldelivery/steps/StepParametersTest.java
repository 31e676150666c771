package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.modeldelivery.contract.SchemaParameters;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.eval.EvalParameters;
import io.jenkins.plugins.modeldelivery.eval.TemplateParameters;
import io.jenkins.plugins.modeldelivery.evalgate.GateParameters;
import io.jenkins.plugins.modeldelivery.refresh.RefreshParameters;
import io.jenkins.plugins.modeldelivery.traffic.TrafficParameters;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps are bound by name to the parameters that the engine declares, so that a name of its own would say nothing. */
class StepParametersTest {
    /** The step, the declaration, and what only commands offer. */
    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(ModelSchemaGateStep.class, SchemaParameters.class, Set.of()),
                Arguments.of(
                        ModelDriftGateStep.class,
                        DriftParameters.class,
                        Set.of(
                                "slice",
                                "precision",
                                "test",
                                "bandwidth",
                                "threads",
                                "maxRows",
                                "allowConstantColumns")),
                Arguments.of(RunModelEvalStep.class, EvalParameters.class, Set.of("startTimeout", "maxAnswerBytes")),
                Arguments.of(
                        RunModelEvalStep.class,
                        TemplateParameters.class, // whose model the step calls modelName
                        Set.of(
                                "model",
                                "system",
                                "tensor",
                                "datatype",
                                "outputName",
                                "fields",
                                "body",
                                "response",
                                "prediction",
                                "argmax",
                                "threshold",
                                "positive",
                                "classes")),
                Arguments.of(RefreshEvalSetStep.class, RefreshParameters.class, Set.of()),
                Arguments.of(ModelEvalGateStep.class, GateParameters.class, Set.of("baselineResults")),
                Arguments.of(StagingTrafficGateStep.class, TrafficParameters.class, Set.of()));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void shouldOfferWhatTheEngineDeclares(Class<?> step, Class<? extends Record> declared, Set<String> commandsOnly) {
        Set<String> missing = new TreeSet<>();
        for (RecordComponent component : declared.getRecordComponents()) {
            missing.add(component.getName());
        }
        for (Class<?> type = step; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                missing.remove(field.getName());
            }
        }
        assertThat(missing, is(new TreeSet<>(commandsOnly)));
    }
}
