package io.jenkins.plugins.modeldelivery.promotion;

/**
 * What somebody wants to have back.
 *
 * @param to a version that once served here, or {@link #PREVIOUS}
 * @param reason why the version now there is left; recorded with it
 */
public record RollbackRequest(String model, String to, String reason, Actor actor) {
    /** The last version that served well before the present one. */
    public static final String PREVIOUS = "previous";
}
