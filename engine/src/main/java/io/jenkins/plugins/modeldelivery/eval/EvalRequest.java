package io.jenkins.plugins.modeldelivery.eval;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param evalSet JSONL, plain or gzip, on this machine
 * @param evalSetName how the eval set is called in the results, for example its place in S3
 * @param predictions where predictions go; packed when its name ends in {@code .gz}. Until the run is complete there is only
 *     a file of this name with {@code .partial} behind it
 * @param results where the results document goes
 * @param contract checked on each output
 * @param mostBytes of one answer
 * @param resume whether to go on with a partial file of the same run, if there is one; otherwise it is begun anew
 * @param owner who runs, for example a build; only a partial file of the same owner is gone on with, since another run may
 *     have asked another version behind the same address
 * @param threads for reading files; results do not depend on it
 */
public record EvalRequest(
        Path evalSet,
        String evalSetName,
        EvalTarget target,
        Template template,
        LoadPlan plan,
        Path predictions,
        Path results,
        Optional<Path> contract,
        int mostBytes,
        boolean resume,
        Optional<String> owner,
        int threads) {
    /** Most bytes of an answer unless said otherwise. */
    public static final int MOST_BYTES = 16 << 20;

    Path partial() {
        return predictions.resolveSibling(predictions.getFileName() + ".partial");
    }
}
