package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.traffic.GateSettings;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficPlanTest {
    private static final String POLICY = """
            schema: model-delivery/policy/v1
            traffic: {share: 10%, window: 20m, errorRate: 0.01%, p95Increase: 1%, minRequests: 5000}
            """;

    @TempDir
    Path workspace;

    /** What a step says that leaves the numbers to the policy. */
    static class Step {
        public String route = "external";
        public String production = "prod/scorer";
        public String candidate = "staging/scorer";
        public String policy = "model-delivery.yaml";
    }

    static final class Saying extends Step {
        public String window = "60s";
    }

    @Test
    void shouldJudgeByThePolicyWhatTheStepLeavesOpen() throws Exception {
        GateSettings settings = settings(new Step());
        assertThat(settings.window(), is(Duration.ofMinutes(20)));
        assertThat(settings.limits().errorRate(), is(0.0001));
        assertThat(settings.limits().p95Increase(), is(0.01));
        assertThat(settings.limits().minRequests(), is(5000L));
        assertThat(settings.expectedShare(), is(0.1));
    }

    @Test
    void shouldTakeTheStepsOwnWordOverThePolicy() throws Exception {
        GateSettings settings = settings(new Saying());
        assertThat(settings.window(), is(Duration.ofSeconds(60)));
        assertThat(settings.limits().errorRate(), is(0.0001));
    }

    private GateSettings settings(Object step) throws Exception {
        Files.writeString(workspace.resolve("model-delivery.yaml"), POLICY);
        TrafficPlan plan = new TrafficPlan(step);
        plan.readPolicy(new FilePath(workspace.toFile()));
        return plan.settings(plan.request("prod"), new Unmeasured(), "test");
    }

    private static final class Unmeasured extends TrafficMetrics {
        private static final long serialVersionUID = 1;

        @NonNull
        @Override
        public Plan plan(
                @NonNull CredentialSource credentials, @NonNull RouteRequest route, @CheckForNull FilePath workspace) {
            throw new UnsupportedOperationException();
        }
    }
}
