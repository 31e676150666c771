package io.jenkins.plugins.modeldelivery.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.OptionalLong;

/**
 * Where a model's file lies and what it must contain.
 *
 * @param uri absolute, for example {@code s3://bucket/models/intent.onnx}; without user information
 * @param digest of the content
 * @param size in bytes, where the pointer said it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Artifact(String uri, Digest digest, OptionalLong size) {
    public static final long UNKNOWN_SIZE = -1;

    /**
     * @param size in bytes, or {@link #UNKNOWN_SIZE}
     * @throws BadInputException when the URI is relative or malformed or carries a password, or the size is negative
     */
    public static Artifact of(String uri, Digest digest, long size) throws BadInputException {
        return of(uri, digest, size == UNKNOWN_SIZE ? OptionalLong.empty() : OptionalLong.of(size));
    }

    @JsonCreator
    static Artifact of(
            @JsonProperty("uri") String uri,
            @JsonProperty("digest") Digest digest,
            @JsonProperty("size") OptionalLong size)
            throws BadInputException {
        try {
            URI parsed = new URI(uri);
            if (!parsed.isAbsolute() || parsed.getRawUserInfo() != null) {
                throw new BadInputException("An artifact's URI must be absolute and hold no user name or password");
            }
        } catch (URISyntaxException e) {
            throw new BadInputException("The artifact's URI is malformed at character " + e.getIndex(), e);
        }
        if (size.orElse(0) < 0) {
            throw new BadInputException("An artifact's size cannot be " + size.getAsLong());
        }
        return new Artifact(uri, digest, size);
    }
}
