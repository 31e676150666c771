package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;

/**
 * A version of a model and the content that stands for it.
 *
 * @param version a name
 * @param digest {@code sha256:<hex>} of the image, or the digest of the artifact
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Target(String version, String digest) {
    /** @throws BadInputException when the version is no name or the digest no digest */
    @JsonCreator
    public static Target of(@JsonProperty("version") String version, @JsonProperty("digest") String digest)
            throws BadInputException {
        return new Target(
                Names.require("version", version), Digest.parse(digest).toString());
    }
}
