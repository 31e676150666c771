package io.jenkins.plugins.modeldelivery.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digest of an artifact's content: {@code sha256:<64 hex>}, or as DVC keeps it {@code md5:<32 hex>} with {@code .dir}
 * at its end for a directory's manifest.
 *
 * @param algorithm {@code sha256} or {@code md5}
 * @param value lower-case hexadecimal, possibly with {@code .dir}
 */
public record Digest(String algorithm, String value) {
    private static final Pattern FORM = Pattern.compile("(sha256):([0-9a-f]{64})|(md5):([0-9a-f]{32}(?:\\.dir)?)");

    public Digest {
        if (!FORM.matcher(algorithm + ":" + value).matches()) {
            throw new IllegalArgumentException(algorithm + ":" + value + " is not a digest");
        }
    }

    /** Parses {@code algorithm:hex}. */
    @JsonCreator
    public static Digest parse(String text) throws BadInputException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new BadInputException("'" + PlainText.shown(text)
                    + "' is not a digest: sha256:<64 hex digits> or md5:<32 hex digits> was expected, in lower case");
        }
        return matcher.group(1) != null
                ? new Digest(matcher.group(1), matcher.group(2))
                : new Digest(matcher.group(3), matcher.group(4));
    }

    public static Digest sha256(String hex) throws BadInputException {
        return parse("sha256:" + hex);
    }

    /** Whether this is the MD5 of a DVC directory manifest. */
    public boolean isDirectory() {
        return value.endsWith(".dir");
    }

    @JsonValue
    @Override
    public String toString() {
        return algorithm + ":" + value;
    }
}
