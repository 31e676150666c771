package io.jenkins.plugins.modeldelivery.traffic.route;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.regex.Pattern;

/**
 * An optional Job in the cluster that puts the route back when the lease runs out and nobody else did: for the case that
 * Jenkins is down and stays down. Off unless asked for.
 *
 * @param image with {@code /bin/sh} and {@code kubectl}
 * @param serviceAccount in the route's namespace, which may get and patch that route and nothing else
 */
public record WatchdogSettings(String image, String serviceAccount) {
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,500}");
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** The same as the constructor, with a failure that a user can act on. */
    public static WatchdogSettings of(String image, String serviceAccount) throws BadInputException {
        if (!IMAGE.matcher(image).matches()) {
            throw new BadInputException("Watchdog image '" + PlainText.shown(image) + "' is no image");
        }
        if (!ACCOUNT.matcher(serviceAccount).matches()) {
            throw new BadInputException(
                    "Watchdog service account '" + PlainText.shown(serviceAccount) + "' is no name of one");
        }
        return new WatchdogSettings(image, serviceAccount);
    }
}
