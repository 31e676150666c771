package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.RollbackRequest;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** {@code rollbackModel}: no gates, no questions, but the same truth about the rollout. */
public final class RollbackExecution extends DeliveryExecution {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String to;
    private final String reason;

    public RollbackExecution(
            StepContext context,
            String environment,
            @CheckForNull EnvironmentConfiguration definition,
            String model,
            @CheckForNull String to,
            @CheckForNull String reason) {
        super(context, environment, definition);
        this.model = model;
        this.to = to == null ? ServedVersion.PREVIOUS : to;
        this.reason = reason == null ? "" : reason;
    }

    @Override
    protected String function() {
        return "rollbackModel";
    }

    @Override
    String model() {
        return model;
    }

    @Override
    Optional<Delivery> prepare(DeliverySession open, Authority authority)
            throws DeliveryException, InterruptedException {
        String user = authority.require(ModelDeliveryPermissions.ROLLBACK);
        RollbackRequest request = new RollbackRequest(model, to, reason, authority.actor(user));
        return Optional.of(open.promotion().prepare(request));
    }

    @Override
    protected boolean isBringingBack() {
        return true;
    }

    @Override
    void withdraw(String why) {
        // nothing is open before the first state
    }
}
