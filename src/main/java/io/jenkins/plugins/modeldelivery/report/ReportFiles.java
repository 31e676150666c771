package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.io.WholeFile;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The report documents of a build, one file each: {@code <build>/model-delivery/<id>.v1.json}. The number in the name is
 * the version of this layout; each document carries its own schema besides.
 */
final class ReportFiles {
    private static final String FOLDER = "model-delivery";
    private static final String SUFFIX = ".v1.json";

    private final Path folder;

    ReportFiles(Run<?, ?> run) {
        folder = run.getRootDir().toPath().resolve(FOLDER);
    }

    /** Writes the document so that a reader sees the whole of it or nothing. */
    void write(String id, ObjectNode report) throws IOException {
        Path target = file(id);
        Files.createDirectories(folder);
        write(target, report);
    }

    static void write(Path file, ObjectNode document) throws IOException {
        byte[] text = Json.compact(document).getBytes(StandardCharsets.UTF_8);
        try {
            WholeFile.write(file, out -> out.write(text));
        } catch (BadInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The bytes of a document as they were written; empty when the build has none of that id. */
    Optional<byte[]> bytes(String id) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Optional<JsonNode> read(String id) throws IOException {
        Optional<byte[]> bytes = bytes(id);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(bytes.get(), id + SUFFIX));
        } catch (BadInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Path file(String id) throws IOException {
        if (!Names.isName(id)) {
            throw new IOException("'" + id + "' is not the id of a report");
        }
        return folder.resolve(id + SUFFIX);
    }
}
