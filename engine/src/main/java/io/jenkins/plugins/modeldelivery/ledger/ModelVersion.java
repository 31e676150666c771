package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registered version: what it consists of and where it came from. At least one of artifact and image digest is there.
 *
 * @param model a name
 * @param version a name
 * @param artifact the model's file
 * @param image the container image that serves it
 * @param sourceCommit what it was trained or built from
 * @param parameters anything else that tells versions apart, in the order of the keys
 * @param more what a later release writes
 */
public record ModelVersion(
        String model,
        String version,
        Optional<Artifact> artifact,
        Optional<ImageReference> image,
        Optional<String> sourceCommit,

        @JsonSetter(nulls = Nulls.AS_EMPTY, contentNulls = Nulls.FAIL)
        SortedMap<String, String> parameters,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    static final String DOCUMENT = "version";
    private static final int MAX_TEXT = 4096;

    /** @throws BadInputException when a name is none, when nothing says what the version contains, or a text is too long */
    public static ModelVersion of(
            String model,
            String version,
            Optional<Artifact> artifact,
            Optional<ImageReference> image,
            Optional<String> sourceCommit,
            Map<String, String> parameters)
            throws BadInputException {
        return new ModelVersion(model, version, artifact, image, sourceCommit, new TreeMap<>(parameters), Map.of())
                .checked();
    }

    private ModelVersion checked() throws BadInputException {
        Names.require("model", model);
        Names.require("version", version);
        if (artifact.isEmpty() && image.flatMap(ImageReference::digest).isEmpty()) {
            throw new BadInputException("Version " + version + " of " + model
                    + " has neither an artifact nor an image digest; a tag alone may move, give @sha256:");
        }
        for (Map.Entry<String, String> entry : parameters.entrySet()) {
            Names.require("parameter", entry.getKey());
            if (entry.getValue().length() > MAX_TEXT) {
                throw new BadInputException(
                        "Parameter " + entry.getKey() + " is longer than " + MAX_TEXT + " characters");
            }
        }
        return this;
    }

    /** What stands for this version in decisions and evidence: the image's digest, or else the artifact's. */
    public String digest() {
        return image.flatMap(ImageReference::digest)
                .or(() -> artifact.map(a -> a.digest().toString()))
                .orElseThrow();
    }

    /** Whether a decision brought the same digest by another image's name than this one is registered with. */
    public boolean isOtherImage(Decision decision) {
        Optional<String> pinned = image.flatMap(ImageReference::pinned);
        return decision.to().equals(target())
                && pinned.isPresent()
                && decision.draft()
                        .details()
                        .image()
                        .filter(brought -> brought.endsWith("@" + digest()) && !brought.equals(pinned.get()))
                        .isPresent();
    }

    public Target target() {
        return new Target(version, digest());
    }

    /** The document {@code model-delivery/version/v1}. */
    public ObjectNode toJson() {
        return Json.document(DOCUMENT, this);
    }

    /**
     * The same with what the ledger holds about it.
     *
     * @param evidence as the key of that name: how much, or a list
     */
    public ObjectNode toJson(Object evidence) {
        Map<String, JsonNode> all = new LinkedHashMap<>(more);
        all.put("evidence", Json.mapper().valueToTree(evidence));
        return new ModelVersion(model, version, artifact, image, sourceCommit, parameters, all).toJson();
    }

    static ModelVersion parse(byte[] content, String source) throws BadInputException {
        return Stored.read(content, DOCUMENT, ModelVersion.class, source).checked();
    }
}
