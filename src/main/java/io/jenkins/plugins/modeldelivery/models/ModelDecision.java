package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One decision in the remote API of a model's page: the row of the page's table. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class ModelDecision {
    private final Decision decision;

    ModelDecision(Decision decision) {
        this.decision = decision;
    }

    @Exported
    public long getSeq() {
        return decision.seq();
    }

    /** ISO 8601, UTC. */
    @NonNull
    @Exported
    public String getTime() {
        return decision.time().toString();
    }

    @Exported
    public String getEnvironment() {
        return decision.environment();
    }

    @NonNull
    @Exported
    public String getKind() {
        return decision.kind().name();
    }

    @Exported
    public String getVersion() {
        return decision.to().version();
    }

    /** What served before; null where nothing did. */
    @CheckForNull
    @Exported
    public String getFrom() {
        return decision.from().map(Target::version).orElse(null);
    }

    @Exported
    public String getUser() {
        return decision.draft().user();
    }

    @Exported
    public String getReason() {
        return decision.draft().reason();
    }

    @Exported
    public List<String> getEvidence() {
        return decision.evidence();
    }
}
