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

/** What a model's page shows, for {@code api/json}: what runs where, and the decisions. Its history has a document of its own. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class ModelState {
    private final String model;
    private final List<ModelPlace> places;
    private final List<Decision> decisions;

    ModelState(String model, List<ModelPlace> places, List<Decision> decisions) {
        this.model = model;
        this.places = places;
        this.decisions = decisions;
    }

    @NonNull
    @Exported
    public String getModel() {
        return model;
    }

    @NonNull
    @Exported(inline = true)
    public List<ModelPlace> getEnvironments() {
        return places;
    }

    /** Newest first, as many as the page shows. */
    @NonNull
    @Exported(inline = true)
    public List<Entry> getDecisions() {
        return decisions.stream().map(Entry::new).toList();
    }

    /** One decision in the remote API of a model's page: the row of the page's table. */
    @ExportedBean
    @Restricted(NoExternalUse.class)
    public static final class Entry {
        private final Decision decision;

        Entry(Decision decision) {
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
            return decision.explanation();
        }

        @Exported
        public List<String> getEvidence() {
            return decision.evidence();
        }
    }
}
