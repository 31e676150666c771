package io.jenkins.plugins.modeldelivery.refresh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to refresh.
 *
 * @param labels files with labels that exist
 * @param output the new eval set; packed when its name ends in {@code .gz}; its metadata go to {@code <output>.meta.json}
 * @param queue rows that people must label
 * @param embeddingModel which model made the logs' embeddings; then a fingerprint is written to {@code <output>.fp.json}
 * @param threads the result does not depend on it
 */
public record RefreshRequest(
        LogSource logs,
        LogFields fields,
        RefreshPlan plan,
        List<Path> labels,
        Path output,
        Path queue,
        Optional<String> embeddingModel,
        int threads) {}
