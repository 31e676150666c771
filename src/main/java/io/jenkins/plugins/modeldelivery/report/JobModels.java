package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Which models a job has judged or delivered, the last one first: {@code <job>/model-delivery/models.v1.json}. So that the
 * job's pages know without loading a single build.
 */
public final class JobModels {
    private static final Logger LOGGER = Logger.getLogger(JobModels.class.getName());
    private static final String FOLDER = "model-delivery";
    private static final String FILE = "models.v1.json";
    private static final int MAX_MODELS = 100;

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Document(String schema, List<String> models) {}

    private JobModels() {}

    /** The names; none for a job that never had to do with any. */
    @NonNull
    public static List<String> of(@NonNull Job<?, ?> job) throws IOException {
        Path file = file(job);
        try {
            JsonNode json = Json.parse(Files.readAllBytes(file), FILE);
            return Json.bind(json, Document.class, FILE).models().stream()
                    .filter(Names::isName)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (BadInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The same for pages that go on without them: none, which the log tells, where they cannot be read. */
    @NonNull
    public static List<String> known(@NonNull Job<?, ?> job) {
        try {
            return of(job);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Which models " + job.getFullName() + " has cannot be read");
            return List.of();
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
            Files.createDirectories(folder(job));
            List<String> last = names.stream().limit(MAX_MODELS).toList();
            ReportFiles.write(file(job), Json.tree(new Document(Json.schema("job-models"), last)));
        }
    }

    private static Path file(Job<?, ?> job) {
        return folder(job).resolve(FILE);
    }

    /** Where this plugin keeps what belongs to a job, not to one of its builds. */
    @NonNull
    public static Path folder(@NonNull Job<?, ?> job) {
        return job.getRootDir().toPath().resolve(FOLDER);
    }
}
