package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which models a job has judged or delivered, the last one first: {@code <job>/model-delivery/models.v1.json}. So that the
 * job's pages know without loading a single build.
 */
public final class JobModels {
    private static final String FOLDER = "model-delivery";
    private static final String FILE = "models.v1.json";
    private static final int MAX_MODELS = 100;

    private JobModels() {}

    /** The names; none for a job that never had to do with any. */
    @NonNull
    public static List<String> of(@NonNull Job<?, ?> job) throws IOException {
        Path file = file(job);
        try {
            List<String> names = new ArrayList<>();
            for (JsonNode name : Json.parse(Files.readAllBytes(file), FILE).path("models")) {
                if (Names.isName(name.asText())) {
                    names.add(name.asText());
                }
            }
            return List.copyOf(names);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (BadInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Remembers a model; anything that is no name is none. */
    static void add(Job<?, ?> job, String model) throws IOException {
        if (!Names.isName(model)) {
            return;
        }
        synchronized (JobModels.class) {
            List<String> names = new ArrayList<>(of(job));
            if (!names.isEmpty() && names.get(0).equals(model)) {
                return;
            }
            names.remove(model);
            names.add(0, model);
            ObjectNode json = Json.document("job-models");
            names.stream().limit(MAX_MODELS).forEach(json.putArray("models")::add);
            Path file = file(job);
            Path folder = Files.createDirectories(folder(job));
            Path temporary = Files.createTempFile(folder, FILE, ".tmp");
            try {
                Files.writeString(temporary, Json.compact(json));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static Path file(Job<?, ?> job) {
        return folder(job).resolve(FILE);
    }

    private static Path folder(Job<?, ?> job) {
        return job.getRootDir().toPath().resolve(FOLDER);
    }
}
