package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code promoteModel} and {@code rollbackModel} give back to the Pipeline. */
public final class DeliveryResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String outcome;
    private final String environment;
    private final String model;
    private final String version;
    private final String digest;
    private final String image;
    private final String previousVersion;
    private final String decision;

    private DeliveryResult(Delivery d) {
        outcome = d.outcome().name();
        environment = d.draft().environment();
        model = d.draft().model();
        version = d.draft().to().version();
        digest = d.draft().to().digest();
        image = d.image();
        previousVersion = d.draft().from().map(Target::version).orElse(null);
        decision = d.operation();
    }

    static DeliveryResult of(Delivery d) {
        return new DeliveryResult(d);
    }

    /** {@code PROMOTED} or {@code ROLLED_BACK}; with anything else the step fails. */
    @Whitelisted
    @NonNull
    public String getOutcome() {
        return outcome;
    }

    @Whitelisted
    @NonNull
    public String getEnvironment() {
        return environment;
    }

    @Whitelisted
    @NonNull
    public String getModel() {
        return model;
    }

    @Whitelisted
    @NonNull
    public String getVersion() {
        return version;
    }

    @Whitelisted
    @NonNull
    public String getDigest() {
        return digest;
    }

    /** What the workload was given. */
    @Whitelisted
    @NonNull
    public String getImage() {
        return image;
    }

    /** The version before; {@code unknown} for one the ledger does not know, null where nothing could be told. */
    @Whitelisted
    @CheckForNull
    public String getPreviousVersion() {
        return previousVersion;
    }

    /** The id of the decision in the ledger and on the workload. */
    @Whitelisted
    @NonNull
    public String getDecision() {
        return decision;
    }

    @Whitelisted
    @Override
    public String toString() {
        return outcome + ": " + model + " " + version + " in " + environment;
    }
}
