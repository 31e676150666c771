package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import java.util.Optional;

/**
 * What somebody wants to have promoted.
 *
 * @param image an image with {@code @sha256:} for a version the ledger does not know; empty to take what it has registered
 * @param override why missing evidence is accepted; empty to insist on it. Whether the user may is the caller's to check
 * @param live a sample of live requests to compare the eval set with; empty for the latest in the ledger
 * @param actor who wants it
 */
public record PromotionRequest(
        String model,
        String version,
        Optional<String> image,
        Optional<String> override,
        Optional<Fingerprint> live,
        Actor actor) {
    public PromotionRequest(
            String model, String version, Optional<String> image, Optional<String> override, Actor actor) {
        this(model, version, image, override, Optional.empty(), actor);
    }
}
