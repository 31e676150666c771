package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.recording.ServedVersion;

/**
 * What somebody wants to have back.
 *
 * @param to a version that once served here, or {@link ServedVersion#PREVIOUS}
 * @param reason why the version now there is left; recorded with it
 */
public record RollbackRequest(String model, String to, String reason, Actor actor) {
    /** The last version that served well before the present one. */
}
