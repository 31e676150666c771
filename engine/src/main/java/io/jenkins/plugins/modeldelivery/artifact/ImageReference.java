package io.jenkins.plugins.modeldelivery.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container image reference, {@code [registry[:port]/]repository[:tag][@sha256:hex]}, after the grammar of the OCI
 * distribution specification.
 *
 * @param repository registry and path as written, for example {@code registry.example.com/team/intent}
 * @param tag if given
 * @param digest {@code sha256:<64 hex>}, if given
 */
public record ImageReference(String repository, Optional<String> tag, Optional<String> digest) {
    private static final int MAX_LENGTH = 512;
    // Possessive throughout: a long name that fits nothing must not be tried in every way of cutting it up.
    private static final String HOST =
            "(?:[A-Za-z0-9]++(?:[.-]++[A-Za-z0-9]++)*+|\\[[0-9A-Fa-f:]++\\])(?::[0-9]{1,5}+)?+";
    private static final String PART = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern REPOSITORY = Pattern.compile("(?:(" + HOST + ")/)?(" + PART + "(?:/" + PART + ")*+)");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws BadInputException when it is no image reference, or has a digest that is not SHA-256 */
    @JsonCreator
    public static ImageReference parse(String text) throws BadInputException {
        if (text.length() > MAX_LENGTH) {
            throw refuse(text.substring(0, 60) + "...");
        }
        String rest = text;
        Optional<String> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        Matcher repository = REPOSITORY.matcher(rest);
        if (!repository.matches()
                || tag.filter(t -> !TAG.matcher(t).matches()).isPresent()
                || digest.filter(d -> !DIGEST.matcher(d).matches()).isPresent()) {
            throw refuse(text);
        }
        return new ImageReference(rest, tag, digest);
    }

    private static BadInputException refuse(String text) {
        return new BadInputException("'" + PlainText.shown(text)
                + "' is not an image reference: [registry/]repository[:tag][@sha256:<64 hex digits>] was expected");
    }

    /** What a workload is given: repository and digest, the tag left out since it may move. */
    public Optional<String> pinned() {
        return digest.map(d -> repository + "@" + d);
    }

    /** The same image at a known digest. */
    public ImageReference at(String sha256Digest) throws BadInputException {
        if (!DIGEST.matcher(sha256Digest).matches()) {
            throw new BadInputException("'" + sha256Digest + "' is not an image digest: sha256:<64 hex digits>");
        }
        return new ImageReference(repository, tag, Optional.of(sha256Digest));
    }

    @JsonValue
    @Override
    public String toString() {
        return repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
