package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
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
 */
public record ModelVersion(
        String model,
        String version,
        Optional<Artifact> artifact,
        Optional<ImageReference> image,
        Optional<String> sourceCommit,
        SortedMap<String, String> parameters) {
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
        return new ModelVersion(model, version, artifact, image, sourceCommit, new TreeMap<>(parameters));
    }

    /** What stands for this version in decisions and evidence: the image's digest, or else the artifact's. */
    public String digest() {
        return image.flatMap(ImageReference::digest)
                .or(() -> artifact.map(a -> a.digest().toString()))
                .orElseThrow();
    }

    public Target target() {
        return new Target(version, digest());
    }

    /** The document {@code model-delivery/version/v1}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.document(DOCUMENT).put("model", model).put("version", version);
        artifact.ifPresent(a -> {
            ObjectNode object = json.putObject("artifact")
                    .put("uri", a.uri())
                    .put("digest", a.digest().toString());
            if (a.size() != Artifact.UNKNOWN_SIZE) {
                object.put("size", a.size());
            }
        });
        image.ifPresent(i -> json.put("image", i.toString()));
        sourceCommit.ifPresent(commit -> json.put("sourceCommit", commit));
        ObjectNode object = json.putObject("parameters");
        parameters.forEach(object::put);
        return json;
    }

    static ModelVersion parse(byte[] content, String source) throws BadInputException {
        Fields fields = Fields.parse(content, DOCUMENT, source);
        Optional<Artifact> artifact = Optional.empty();
        if (fields.has("artifact")) {
            Fields a = fields.nested("artifact");
            long size = a.has("size") ? a.number("size") : Artifact.UNKNOWN_SIZE;
            artifact = Optional.of(Artifact.of(a.text("uri"), Digest.parse(a.text("digest")), size));
        }
        Optional<String> image = fields.optional("image");
        Fields given = fields.nested("parameters");
        Map<String, String> parameters = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : given.node().properties()) {
            parameters.put(entry.getKey(), given.text(entry.getKey()));
        }
        return of(
                fields.text("model"),
                fields.text("version"),
                artifact,
                image.isPresent() ? Optional.of(ImageReference.parse(image.get())) : Optional.empty(),
                fields.optional("sourceCommit"),
                parameters);
    }
}
