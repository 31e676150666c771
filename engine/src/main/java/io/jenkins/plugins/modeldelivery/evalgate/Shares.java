package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.evaluation.Metric;
import java.util.Optional;

/** Metrics that are shares, and limits that were written in percent beside them: those hold always, or never. */
final class Shares {
    private Shares() {}

    /** Whether the metric's values lie between 0 and 1; false for metrics of unknown meaning. */
    static boolean is(String metric) {
        return Metric.of(metric)
                .filter(m -> m.kind() == Metric.Kind.PROPORTION || m.kind() == Metric.Kind.CONFUSION)
                .isPresent();
    }

    /**
     * What is wrong with the rule's limit: no share can miss it, or none can reach it. A share cannot fall by 1 or more
     * either, so a margin is less than that.
     *
     * @param observed a value outside 0..1 is no share, and may be a percentage as the limit is
     */
    static Optional<String> mistakenLimit(Rule rule, double observed) {
        double limit = rule.limit();
        boolean possible =
                rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE ? limit < 1 : limit >= 0 && limit <= 1;
        if (possible || !is(rule.metric()) || observed < 0 || observed > 1) {
            return Optional.empty();
        }
        String meant = limit > 0 && limit <= 100
                ? "; %s %% is %s".formatted(NumberText.shown(limit), NumberText.shown(limit / 100))
                : "";
        return Optional.of("the limit is wrong: " + rule.metric() + " is a share from 0 to 1" + meant);
    }
}
