package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

    /** @param model a name */
    public References(Ledger ledger, String model) {
        this.ledger = ledger;
        this.model = model;
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
                point.drift().map(drift -> drift.current().sha256()).ifPresent(found::add);
            }
        }
        found.removeIf(sha256 -> !sha256.matches("[0-9a-f]{64}"));
        return found;
    }

    private Reference live() throws DeliveryException, InterruptedException {
        List<ObjectNode> last = ledger.live().tail(model, 1);
        if (last.isEmpty()) {
            return new Reference.Missing("no sample of live requests was recorded for " + model
                    + "; record one with fingerprint record, or name a file");
        }
        String sha256 = last.get(0).path("sha256").asText();
        return fingerprint(sha256)
                .<Reference>map(found -> new Reference.Kept(
                        found, Reference.LIVE, last.get(0).path("version").asText()))
                .orElseGet(() -> new Reference.Missing("the fingerprint " + sha256 + " of the latest live sample of "
                        + model + " is missing in the ledger " + ledger.describe()));
    }

    private Optional<Fingerprint> fingerprint(String sha256) throws DeliveryException, InterruptedException {
        Optional<ObjectNode> document = ledger.fingerprints().get(model, sha256);
        return document.isPresent()
                ? Optional.of(Fingerprint.read(document.get(), "Fingerprint " + sha256 + " of " + model))
                : Optional.empty();
    }

    /**
     * Keeps the fingerprint of a data set. The first one of a data set stays: later ones differ only in the sigma they were
     * made for, which a comparison takes from the reference.
     */
    public void keep(Fingerprint fingerprint) throws DeliveryException, InterruptedException {
        if (ledger.fingerprints().get(model, fingerprint.sha256()).isEmpty()) {
            ledger.fingerprints().record(model, fingerprint.sha256(), fingerprint.toJson());
        }
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
                        Json.object()
                                .put("id", fingerprint.sha256() + "-" + second.getEpochSecond())
                                .put("time", second.toString())
                                .put("sha256", fingerprint.sha256())
                                .put("rows", fingerprint.rows())
                                .put("embeddingModel", fingerprint.identity().embeddingModel())
                                .put("version", version));
    }
}
