package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import io.jenkins.plugins.modeldelivery.report.Figures;
import io.jenkins.plugins.modeldelivery.report.GateCard;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** A piece of evidence as the ledger keeps it. Reached through {@link ModelPage}, which checks who may. */
@Restricted(NoExternalUse.class)
public final class EvidencePage extends LedgerPage {
    private final Evidence evidence;

    EvidencePage(@CheckForNull Job<?, ?> job, Evidence evidence) {
        super(job);
        this.evidence = evidence;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.EvidencePage_DisplayName(evidence.model(), evidence.version());
    }

    @NonNull
    public GateCard getCard() {
        return GateCard.of(evidence.id(), evidence.kind(), evidence.report());
    }

    @NonNull
    public String getTime() {
        return Figures.time(evidence.time());
    }

    @NonNull
    public String getDigest() {
        return evidence.digest();
    }

    /** The build that judged; no address where none is known. */
    @NonNull
    public CardTable.Link getBuild() {
        return new CardTable.Link(
                evidence.buildUrl().orElse(""), evidence.buildUrl().orElse(""));
    }

    /** {@code .../data?id=ID}: the report document as it was recorded. */
    @GET
    @WebMethod(name = "data")
    public HttpResponse doData(@QueryParameter String id) {
        checkPermission();
        return getCard().toResponse();
    }
}
