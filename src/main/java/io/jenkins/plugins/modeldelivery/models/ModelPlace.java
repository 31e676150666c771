package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.ModelOverview;
import io.jenkins.plugins.modeldelivery.recording.VersionFigures;
import io.jenkins.plugins.modeldelivery.report.CardTable;
import io.jenkins.plugins.modeldelivery.report.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One environment on a model's page, and in its remote API. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class ModelPlace {
    private final String model;
    private final ModelOverview.Place place;
    private final Instant now;

    private ModelPlace(String model, ModelOverview.Place place, Instant now) {
        this.model = model;
        this.place = place;
        this.now = now;
    }

    /** Those of a model. */
    static List<ModelPlace> of(ModelOverview overview, Instant now) {
        return overview.environments().stream()
                .map(place -> new ModelPlace(overview.model(), place, now))
                .toList();
    }

    @NonNull
    @Exported
    public String getName() {
        return place.history().name();
    }

    /** What serves there; a dash when nothing ever did. */
    @NonNull
    @Exported
    public String getVersion() {
        return place.history().serving().map(Target::version).orElse(Figures.ABSENT);
    }

    @NonNull
    @Exported
    public String getDigest() {
        return place.history().serving().map(Target::digest).orElse("");
    }

    /** {@code 2026-11-25 22:41 UTC (12 days)}. */
    @NonNull
    public String getSince() {
        Optional<Instant> since = place.history().since();
        return since.map(time -> Figures.time(time) + " (" + Messages.ModelPlace_For(age(time)) + ")")
                .orElse("");
    }

    /** The same for machines: ISO 8601, UTC; null when nothing serves. */
    @CheckForNull
    @Exported(name = "since")
    public String getSinceTime() {
        return place.history().since().map(Instant::toString).orElse(null);
    }

    /** Metrics of what serves, by name; from the evidence that brought it. */
    @NonNull
    @Exported
    public Map<String, Double> getMetrics() {
        return place.figures().metrics();
    }

    /** Of the shift check; null where there was none. */
    @CheckForNull
    @Exported
    public Double getMmd2() {
        OptionalDouble mmd2 = place.figures().mmd2();
        return mmd2.isPresent() ? mmd2.getAsDouble() : null;
    }

    /** Who brought it. */
    @NonNull
    @Exported
    public String getUser() {
        return place.history().arrival().map(d -> d.draft().user()).orElse("");
    }

    @NonNull
    @Exported
    public String getReason() {
        return place.history().arrival().map(d -> d.draft().reason()).orElse("");
    }

    @NonNull
    public List<CardTable.Link> getEvidence() {
        return ModelTables.links(model, getVersion(), place.history().evidence());
    }

    @NonNull
    public String getAccuracy() {
        Double accuracy = place.figures().metrics().get("accuracy");
        return accuracy == null ? "" : Figures.number(OptionalDouble.of(accuracy));
    }

    /** {@code PASS (MMD² 0.0021, p 0.4)}; empty without a shift test. */
    @NonNull
    public String getShift() {
        VersionFigures figures = place.figures();
        return figures.shift()
                .map(verdict -> verdict + " (MMD² " + Figures.statistic(figures.mmd2()) + ", p "
                        + Figures.statistic(figures.pValue()) + ")")
                .orElse("");
    }

    /** How old the eval set is that the serving version was judged on; empty when that is not known. */
    @NonNull
    public String getEvalSetAge() {
        return place.figures().asOf().map(this::age).orElse("");
    }

    /** What is under way there: {@code promotes v7 (ada)}; empty for nothing. */
    @NonNull
    @Exported
    public String getUnderWay() {
        List<Decision> open = place.history().open();
        return open.isEmpty()
                ? ""
                : Messages.ModelPlace_UnderWay(
                        open.get(0).to().version(), open.get(0).draft().user());
    }

    /** Whether a failed change could not be brought back, so that somebody must look. */
    @Exported
    public boolean isTroubled() {
        return place.history().trouble().isPresent();
    }

    private String age(Instant time) {
        Duration age = Duration.between(time, now);
        if (age.toDays() >= 2) {
            return Messages.ModelPlace_Days(age.toDays());
        }
        return age.toHours() >= 2
                ? Messages.ModelPlace_Hours(age.toHours())
                : Messages.ModelPlace_Minutes(Math.max(0, age.toMinutes()));
    }
}
