package io.jenkins.plugins.modeldelivery.artifact;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a model's file lies and what it must contain.
 *
 * @param uri absolute, for example {@code s3://bucket/models/intent.onnx}; without user information
 * @param digest of the content
 * @param size in bytes, or {@link #UNKNOWN_SIZE} where the pointer did not say
 */
public record Artifact(String uri, Digest digest, long size) {
    public static final long UNKNOWN_SIZE = -1;

    /** @throws BadInputException when the URI is relative or malformed or carries a password, or the size is negative */
    public static Artifact of(String uri, Digest digest, long size) throws BadInputException {
        try {
            URI parsed = new URI(uri);
            if (!parsed.isAbsolute() || parsed.getRawUserInfo() != null) {
                throw new BadInputException("An artifact's URI must be absolute and hold no user name or password");
            }
        } catch (URISyntaxException e) {
            throw new BadInputException("The artifact's URI is malformed at character " + e.getIndex(), e);
        }
        if (size < UNKNOWN_SIZE) {
            throw new BadInputException("An artifact's size cannot be " + size);
        }
        return new Artifact(uri, digest, size);
    }
}
