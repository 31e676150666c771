package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.io.HttpUrl;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Where an endpoint is and how it lets us in. Its text form never shows a header or the URL's query. */
public final class EndpointAccess {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]{1,8192}");
    private static final Set<String> OURS =
            Set.of("host", "connection", "content-length", "content-type", "expect", "upgrade", "transfer-encoding");

    private final URI url;
    private final Map<String, String> headers;
    private final Optional<Path> authorities;

    private EndpointAccess(URI url, Map<String, String> headers, Optional<Path> authorities) {
        this.url = url;
        this.headers = Map.copyOf(headers);
        this.authorities = authorities;
    }

    /**
     * @param text an http or https URL without user name or password
     * @param headers sent with each request; taken as secret
     * @param authorities PEM file of the certificates that may have signed the endpoint's; empty for the platform's
     */
    public static EndpointAccess of(String text, Map<String, String> headers, Optional<Path> authorities)
            throws BadInputException {
        URI url = url(text);
        Map<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (!NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                throw new BadInputException("'" + PlainText.shown(name) + "' is not a header that can be set");
            }
            if (!VALUE.matcher(header.getValue()).matches()) {
                throw new BadInputException(
                        "The value of the header " + name + " is empty, too long or not one line of ASCII");
            }
            checked.put(name, header.getValue());
        }
        return new EndpointAccess(url, checked, authorities);
    }

    private static URI url(String text) throws BadInputException {
        return HttpUrl.of(text)
                .orElseThrow(
                        () -> new BadInputException(
                                "The endpoint must be an http or https URL with a host and without user name, password or fragment"));
    }

    /** The value of an Authorization header with a bearer token. */
    public static String bearer(String token) {
        return "Bearer " + token;
    }

    /** The value of an Authorization header from {@code user:password}. */
    public static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    URI url() {
        return url;
    }

    Map<String, String> headers() {
        return headers;
    }

    Optional<Path> authorities() {
        return authorities;
    }

    /** Hides whatever an answer repeats of our secrets. */
    String withoutSecrets(String text) {
        String clean = text;
        for (String value : headers.values()) {
            clean = clean.replace(value, "****");
            String credential = value.substring(value.indexOf(' ') + 1);
            clean = credential.isEmpty() ? clean : clean.replace(credential, "****");
        }
        return clean;
    }

    /** The URL without its query, which may hold a key. */
    @Override
    public String toString() {
        String query = url.getRawQuery();
        String text = url.toString();
        return query == null ? text : text.substring(0, text.length() - query.length()) + "...";
    }
}
