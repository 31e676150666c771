package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.AgentAnswer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import jenkins.security.MasterToSlaveCallable;

/** Counts as an agent sees them: each look is one short call. */
final class AgentSource implements TrafficSource {
    private final Agent agent;
    private final TrafficMetrics.Plan plan;

    AgentSource(Agent agent, TrafficMetrics.Plan plan) {
        this.agent = agent;
        this.plan = plan;
    }

    @Override
    public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
        String answer = agent.ask(new Look(plan, Json.compact(cursor)));
        String source = "the agent's counts";
        try {
            return Json.bind(Json.parse(answer == null ? "{}" : answer, source), Observation.class, source);
        } catch (BadInputException e) {
            throw new UnreachableException("The agent gave no counts that make sense", e);
        }
    }

    /** One look, there. */
    private static final class Look extends MasterToSlaveCallable<AgentAnswer<String>, InterruptedException> {
        private static final long serialVersionUID = 1;

        private final TrafficMetrics.Plan plan;
        private final String cursor;

        Look(TrafficMetrics.Plan plan, String cursor) {
            this.plan = plan;
            this.cursor = cursor;
        }

        @Override
        public AgentAnswer<String> call() throws InterruptedException {
            return AgentAnswer.to(() -> {
                String source = "the cursor";
                MetricsCursor from = Json.bind(Json.parse(cursor, source), MetricsCursor.class, source);
                return Json.compact(plan.open().observe(from));
            });
        }

        @Override
        public String toString() {
            return "look at the metrics";
        }
    }
}
