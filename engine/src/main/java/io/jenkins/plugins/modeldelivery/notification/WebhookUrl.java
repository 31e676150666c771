package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.net.URI;
import java.net.URISyntaxException;

/** Where a webhook goes. The whole address is a secret: whoever knows it can write there, so no message ever shows it. */
public final class WebhookUrl {
    private final URI uri;

    private WebhookUrl(URI uri) {
        this.uri = uri;
    }

    /** @throws BadInputException saying what is wrong with the address, but not what it is */
    public static WebhookUrl parse(String text) throws BadInputException {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the address
            throw new BadInputException("The webhook's URL has a character at position " + e.getIndex()
                    + " that a URL may not have; copy it again from where the webhook was made");
        }
        String scheme = uri.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
            throw new BadInputException("The webhook's URL does not begin with https:// or http://");
        }
        if (uri.getHost() == null) {
            throw new BadInputException("The webhook's URL names no host");
        }
        if (uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new BadInputException("The webhook's URL must not hold a user, a password or a fragment (#...)");
        }
        return new WebhookUrl(uri);
    }

    URI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return "(webhook URL)";
    }
}
