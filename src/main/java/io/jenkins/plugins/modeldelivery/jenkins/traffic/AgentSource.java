package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.AgentAnswer;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.metrics.RequestTally;
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
    public Observation observe(ObjectNode cursor) throws DeliveryException, InterruptedException {
        String answer = agent.ask(new Look(plan, Json.compact(cursor)));
        JsonNode json = Json.parse(answer == null ? "{}" : answer, "the agent's counts");
        if (!(json.path("cursor") instanceof ObjectNode next)) {
            throw new UnreachableException("The agent gave no counts that make sense");
        }
        return new Observation(next, RequestTally.of(json.path("candidate")), RequestTally.of(json.path("production")));
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
                Observation seen = plan.open().observe((ObjectNode) Json.parse(cursor, "the cursor"));
                ObjectNode json = Json.object();
                json.set("cursor", seen.cursor());
                json.set("candidate", seen.candidate().toJson());
                json.set("production", seen.production().toJson());
                return Json.compact(json);
            });
        }

        @Override
        public String toString() {
            return "look at the metrics";
        }
    }
}
