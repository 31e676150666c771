package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
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
    public List<ModelDecision> getDecisions() {
        return decisions.stream().map(ModelDecision::new).toList();
    }
}
