package io.jenkins.plugins.modeldelivery.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One output that DVC tracks, as a {@code .dvc} file or {@code dvc.lock} names it.
 *
 * @param path of the output, relative to the file that names it
 * @param digest MD5 of the content, or of a directory's manifest
 * @param size in bytes, for a directory of all its files; {@link Artifact#UNKNOWN_SIZE} where not given
 */
public record DvcPointer(String path, Digest digest, long size) {
    private static final int MAX_PATH = 1024;

    /** Reads a {@code .dvc} file or {@code dvc.lock}: all outputs in it, in order. */
    public static List<DvcPointer> read(Path file) throws BadInputException {
        return parse(Documents.text(file), file.toString());
    }

    /**
     * Parses the text of such a file.
     *
     * @param source how to call it in a message
     * @throws BadInputException when it is not YAML or names no output with an MD5
     */
    public static List<DvcPointer> parse(String text, String source) throws BadInputException {
        JsonNode document = Documents.parseYaml(text, source);
        List<DvcPointer> pointers = new ArrayList<>();
        for (JsonNode output : document.path("outs")) {
            pointers.add(pointer(output, source));
        }
        for (JsonNode stage : document.path("stages")) {
            for (JsonNode output : stage.path("outs")) {
                pointers.add(pointer(output, source));
            }
        }
        if (pointers.isEmpty()) {
            throw new BadInputException(source + " names no DVC output: 'outs' was expected, with path and md5");
        }
        return pointers;
    }

    /**
     * The one output of a {@code .dvc} file, or the one with the given path of a {@code dvc.lock}.
     *
     * @param path as written there; empty where there is only one
     */
    public static DvcPointer find(Path file, String path) throws BadInputException {
        List<DvcPointer> pointers = read(file);
        List<DvcPointer> fitting = pointers.stream()
                .filter(p -> path.isEmpty() || p.path().equals(path))
                .toList();
        if (fitting.size() != 1) {
            throw new BadInputException(file + " has " + pointers.size() + " outputs, " + fitting.size()
                    + " of them fit" + (path.isEmpty() ? "; say which one" : " '" + path + "'"));
        }
        return fitting.get(0);
    }

    private static DvcPointer pointer(JsonNode output, String source) throws BadInputException {
        String path = output.path("path").asText();
        JsonNode hash = output.path("hash");
        if (hash.isTextual() && !hash.textValue().equals("md5")) {
            throw new BadInputException("'" + PlainText.shown(path) + "' of " + source + " is kept by "
                    + PlainText.shown(hash.textValue()) + ", only md5 is understood");
        }
        if (path.isEmpty() || path.length() > MAX_PATH || path.chars().anyMatch(Character::isISOControl)) {
            throw new BadInputException("An output of " + source + " has no usable path");
        }
        JsonNode md5 = output.path("md5");
        if (!md5.isTextual()) {
            throw new BadInputException("'" + path + "' of " + source + " has no md5; run 'dvc add' or 'dvc commit'");
        }
        JsonNode size = output.path("size");
        boolean isKnown = size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0;
        if (!isKnown && !size.isMissingNode()) {
            throw new BadInputException("The size of '" + path + "' of " + source + " is not a number of bytes");
        }
        Digest digest = Digest.parse("md5:" + md5.textValue());
        return new DvcPointer(path, digest, isKnown ? size.longValue() : Artifact.UNKNOWN_SIZE);
    }

    /** Where the content lies below a remote of DVC 3: {@code files/md5/aa/bb...}. */
    public String remoteKey() {
        return remoteKey(digest.value());
    }

    static String remoteKey(String md5) {
        return "files/md5/" + md5.substring(0, 2) + "/" + md5.substring(2);
    }

    /** As an artifact in a remote, for example {@code s3://bucket/dvc}. */
    public Artifact in(String remote) throws BadInputException {
        return Artifact.of(remote.replaceAll("/+$", "") + "/" + remoteKey(), digest, size);
    }
}
