package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.HttpUrl;
import java.net.URI;

/** Where a webhook goes. The whole address is a secret: whoever knows it can write there, so no message ever shows it. */
public final class WebhookUrl {
    private final URI uri;

    private WebhookUrl(URI uri) {
        this.uri = uri;
    }

    /** @throws BadInputException saying what is wrong with the address, but not what it is */
    public static WebhookUrl parse(String text) throws BadInputException {
        return new WebhookUrl(HttpUrl.of(text)
                .orElseThrow(() -> new BadInputException("The webhook's URL does not begin with https:// or http:// and"
                        + " a host, or holds a user, a password, a fragment (#...) or a character that a URL may not"
                        + " have; copy it again from where the webhook was made")));
    }

    URI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return "(webhook URL)";
    }
}
