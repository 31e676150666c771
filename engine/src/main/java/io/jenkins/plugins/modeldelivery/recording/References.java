package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftPoint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fingerprints of a model's data sets, and which of them new data are compared with: that of the eval set by which the
 * version now in production was judged, or that of the latest sample of live requests.
 */
public final class References {
    private static final int SEARCHED = 256;

    private final Ledger ledger;
    private final String model;
    private final Optional<String> embeddingModel;

    /**
     * One entry of the ledger's {@code live}.
     *
     * @param time when the sample was recorded
     * @param sha256 of the sample
     * @param version that answered; may be empty
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LiveSample(
            String id, Instant time, String sha256, long rows, String embeddingModel, String version) {}

    /** @param model a name */
    public References(Ledger ledger, String model) {
        this(ledger, model, Optional.empty());
    }

    /** @param embeddingModel whose vectors are to be compared: where a data set has fingerprints of several, that one is meant */
    public References(Ledger ledger, String model, Optional<String> embeddingModel) {
        this.ledger = ledger;
        this.model = model;
        this.embeddingModel = embeddingModel;
    }

    /**
     * The reference of a name.
     *
     * @param name {@code previous} or {@code live}; also a version, for its eval set, or the SHA-256 of a data set
     * @param environment where {@code previous} serves
     * @return a fingerprint, or why there is none
     */
    public Reference named(String name, String environment) throws DeliveryException, InterruptedException {
        if (name.equals(Reference.PREVIOUS)) {
            return previous(environment);
        }
        if (name.equals(Reference.LIVE)) {
            return live();
        }
        if (name.matches("[0-9a-f]{64}")) {
            return fingerprint(name)
                    .<Reference>map(found -> new Reference.Kept(found, "", ""))
                    .orElseGet(() -> new Reference.Missing("the ledger " + ledger.describe()
                            + " keeps no fingerprint of data set " + name + " for " + model));
        }
        return ofVersion(name, "", "version " + name + " of " + model);
    }

    private Reference previous(String environment) throws DeliveryException, InterruptedException {
        Optional<Decision> serving = ledger.decisions().serving(model, environment);
        if (serving.isEmpty()) {
            return new Reference.Missing("no version of " + model + " serves in " + environment
                    + " yet, so there is no previous eval set; compare the first one with a file of rows that you accept"
                    + " as what production looks like (reference: a path)");
        }
        String version = serving.get().to().version();
        return ofVersion(
                version,
                Reference.PREVIOUS,
                "version " + version + " of " + model + ", which serves in " + environment);
    }

    private Reference ofVersion(String version, String name, String called)
            throws DeliveryException, InterruptedException {
        for (String sha256 : evalSets(version)) {
            Optional<Fingerprint> found = fingerprint(sha256);
            if (found.isPresent()) {
                return new Reference.Kept(found.get(), name, version);
            }
        }
        return new Reference.Missing("the ledger keeps no fingerprint of the eval set of " + called
                + "; judge it once more with the ledger given, or name a file");
    }

    /** The eval sets by which a version was judged, those of its promotions first. */
    private Set<String> evalSets(String version) throws DeliveryException, InterruptedException {
        Set<String> found = new LinkedHashSet<>();
        for (Decision decision : ledger.decisions().tail(model, SEARCHED)) {
            if (decision.to().version().equals(version)) {
                decision.draft().evalSet().ifPresent(found::add);
            }
        }
        for (HistoryPoint point : new ModelHistory(ledger, model).last(SEARCHED)) {
            if (point.version().equals(version)) {
                point.drift().flatMap(DriftPoint::sha256).ifPresent(found::add);
            }
        }
        found.removeIf(sha256 -> !sha256.matches("[0-9a-f]{64}"));
        return found;
    }

    /** The latest samples of live requests, newest first. */
    public List<LiveSample> live(int limit) throws DeliveryException, InterruptedException {
        List<LiveSample> samples = new ArrayList<>();
        for (ObjectNode entry : ledger.live().tail(model, limit)) {
            samples.add(Json.bind(entry, LiveSample.class, "the live samples of " + model));
        }
        return samples;
    }

    private Reference live() throws DeliveryException, InterruptedException {
        List<LiveSample> last = live(1);
        if (last.isEmpty()) {
            return new Reference.Missing("no sample of live requests was recorded for " + model
                    + "; record one with fingerprint record, or name a file");
        }
        String sha256 = last.get(0).sha256();
        return fingerprint(sha256)
                .<Reference>map(found ->
                        new Reference.Kept(found, Reference.LIVE, last.get(0).version()))
                .orElseGet(() -> new Reference.Missing("the fingerprint " + sha256 + " of the latest live sample of "
                        + model + " is missing in the ledger " + ledger.describe()));
    }

    private Optional<Fingerprint> fingerprint(String sha256) throws DeliveryException, InterruptedException {
        Optional<Fingerprint> found = Optional.empty();
        for (Fingerprint kept : kept(sha256)) {
            boolean isWanted = embeddingModel.equals(Optional.of(kept.identity().embeddingModel()));
            found = found.isEmpty() || isWanted ? Optional.of(kept) : found;
        }
        return found;
    }

    private List<Fingerprint> kept(String sha256) throws DeliveryException, InterruptedException {
        List<Fingerprint> kept = new ArrayList<>();
        for (ObjectNode document : ledger.fingerprints().of(model, sha256)) {
            kept.add(Fingerprint.read(document, "Fingerprint " + sha256 + " of " + model));
        }
        return kept;
    }

    /**
     * Keeps the fingerprint of a data set. The first one of an identity stays: later ones differ only in the sigma they were
     * made for, which a comparison takes from the reference.
     */
    public void keep(Fingerprint fingerprint) throws DeliveryException, InterruptedException {
        for (Fingerprint kept : kept(fingerprint.sha256())) {
            if (kept.identity().equals(fingerprint.identity())) {
                return;
            }
        }
        ledger.fingerprints()
                .record(model, fingerprint.sha256(), Json.compact(fingerprint.identity()), fingerprint.toJson());
    }

    /**
     * Keeps the fingerprint of a sample of live requests, which is the reference {@code live} from now on.
     *
     * @param version that answered them; may be empty
     */
    public void keepLive(Fingerprint fingerprint, String version, Instant time)
            throws DeliveryException, InterruptedException {
        keep(fingerprint);
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        ledger.live()
                .append(
                        model,
                        Json.tree(new LiveSample(
                                fingerprint.sha256() + "-" + second.getEpochSecond(),
                                second,
                                fingerprint.sha256(),
                                fingerprint.rows(),
                                fingerprint.identity().embeddingModel(),
                                version)));
    }
}
