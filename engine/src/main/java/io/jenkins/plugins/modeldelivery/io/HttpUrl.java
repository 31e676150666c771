package io.jenkins.plugins.modeldelivery.io;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The one check of addresses that requests go to. */
public final class HttpUrl {
    private HttpUrl() {}

    /**
     * An http or https URL with a host, and without user, password and fragment; empty where a text is none. What it says is
     * not told here: it may hold a secret.
     */
    public static Optional<URI> of(String text) {
        try {
            URI url = new URI(text == null ? "" : text.strip());
            boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean isPlain = url.getRawUserInfo() == null && url.getRawFragment() == null;
            return isHttp && isPlain && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
