package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/** Parameters that a step cannot do without: Declarative Pipelines are refused without them, scripted ones are not. */
final class RequiredParameters {
    private RequiredParameters() {}

    /** @throws BadInputException naming the parameter, when it was left out or left blank */
    static void check(String parameter, @CheckForNull String value) throws BadInputException {
        if (value == null || value.isBlank()) {
            throw new BadInputException(parameter + " is missing");
        }
    }
}
