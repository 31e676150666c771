package io.jenkins.plugins.modeldelivery.drift;

/**
 * What is known of the data of a test beside their numbers; each may be empty.
 *
 * @param embeddingModel id of the model that made the current vectors
 * @param name what the reference is called: {@code previous} or {@code live}
 * @param version of the model that the reference belongs to
 */
public record Origin(String embeddingModel, String name, String version) {
    static final Origin UNKNOWN = new Origin("", "", "");
}
