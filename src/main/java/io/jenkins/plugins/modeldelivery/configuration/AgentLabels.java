package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Label;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/** Labels of agents as an environment says them. */
final class AgentLabels {
    private AgentLabels() {}

    /** What the agents that reach an environment are labelled. */
    @NonNull
    static Label require(@CheckForNull String environment, @CheckForNull String label) throws BadInputException {
        if (label == null) {
            throw new BadInputException(
                    "Environment '" + environment + "' is reached from agents; its agentLabel must say which");
        }
        return parse(label);
    }

    /** @param expression null when nothing is said, which is well */
    static void check(@CheckForNull String expression) throws BadInputException {
        if (expression != null) {
            parse(expression);
        }
    }

    private static Label parse(String expression) throws BadInputException {
        try {
            return Label.parseExpression(expression);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "agentLabel: '" + expression + "' is neither a label nor an expression of labels", e);
        }
    }
}
