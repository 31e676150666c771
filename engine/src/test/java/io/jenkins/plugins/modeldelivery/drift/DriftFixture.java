package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.util.HashMap;
import java.util.Map;

/** Options of a shift test, as few as a test needs. */
public final class DriftFixture {
    private DriftFixture() {}

    /** @param said names of parameters, each with its value behind it */
    public static DriftOptions options(Object... said) {
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            parameters.put((String) said[i], said[i + 1]);
        }
        try {
            return Parameters.of(DriftParameters.class, parameters).options();
        } catch (BadInputException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
