package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a refresh of an eval set draws, as people say it; ranges are checked by {@link RefreshPlan}.
 *
 * @param logs directory, or {@code s3://BUCKET/PREFIX}, of request logs in JSONL, plain or gzip
 * @param rows how many distinct requests to draw
 * @param output the new eval set
 * @param queue rows that people must label; OUTPUT with {@code .queue.jsonl} behind it unless given
 * @param labels files with labels that exist
 * @param days length of the window; 30 unless given
 * @param until end of the window, as 2026-11-20T00:00:00Z; now unless given
 * @param seed of the draw; 0 unless given
 * @param similarity texts from it on are near duplicates, above 0 and at most 1; 0.8 unless given, 0 or {@code off} keeps them
 * @param oversample candidates for each row, so that near duplicates can be dropped; 2 unless given
 * @param id field's name or JSON pointer in a line; {@code id} unless given
 * @param input likewise
 * @param time likewise; {@code timestamp} unless given
 * @param text the text of an input that is an object
 * @param labelField a label in the log itself
 * @param stratify each value of this field is represented in its share
 * @param minPerStratum but by so many rows at least; 0 unless given
 * @param keep fields that are copied, for slices
 * @param embeddingModel which model made the logs' embeddings: also write a fingerprint
 */
public record RefreshParameters(
        String logs,
        Integer rows,
        String output,
        String queue,
        List<String> labels,
        Integer days,
        String until,
        Long seed,
        String similarity,
        Double oversample,
        String id,
        String input,
        String time,
        String text,
        String labelField,
        String stratify,
        Integer minPerStratum,
        List<String> keep,
        String embeddingModel)
        implements Serializable {
    private static final String OFF = "off";

    public RefreshParameters {
        labels = labels == null ? List.of() : labels;
        days = days == null ? Integer.valueOf(30) : days;
        seed = seed == null ? Long.valueOf(0) : seed;
        similarity = similarity == null ? "0.8" : similarity;
        oversample = oversample == null ? Double.valueOf(2) : oversample;
        id = id == null ? "id" : id;
        input = input == null ? "input" : input;
        time = time == null ? "timestamp" : time;
        minPerStratum = minPerStratum == null ? Integer.valueOf(0) : minPerStratum;
        keep = keep == null ? List.of() : keep;
    }

    /**
     * What is to be done on this machine.
     *
     * @param directory where relative names of files start
     * @param source of the logs
     */
    public RefreshRequest request(Path directory, LogSource source) throws BadInputException {
        RefreshPlan plan = RefreshPlan.of(end(), days, rows, minPerStratum, threshold(), oversample, seed);
        List<Path> labelled = new ArrayList<>();
        for (String name : labels) {
            labelled.add(Parameters.file(directory, name));
        }
        return new RefreshRequest(
                source,
                fields(),
                plan,
                labelled,
                Parameters.file(directory, output).toAbsolutePath(),
                Parameters.file(directory, queue == null ? output + ".queue.jsonl" : queue)
                        .toAbsolutePath(),
                Optional.ofNullable(embeddingModel),
                ParallelLines.defaultThreads());
    }

    private LogFields fields() throws BadInputException {
        List<String> kept = new ArrayList<>(keep);
        if (stratify != null && !stratify.startsWith("/") && !kept.contains(stratify)) {
            kept.add(stratify);
        }
        return new LogFields(
                LogFields.pointer(id),
                LogFields.pointer(input),
                LogFields.pointer(time),
                pointer(stratify),
                pointer(labelField),
                pointer(text),
                kept);
    }

    private static Optional<JsonPointer> pointer(String given) throws BadInputException {
        return given == null ? Optional.empty() : Optional.of(LogFields.pointer(given));
    }

    private Instant end() throws BadInputException {
        try {
            return until == null ? Instant.now() : Instant.parse(until);
        } catch (DateTimeParseException e) {
            throw BadInputException.about(
                    as -> as.apply("until") + " '" + until + "' is no instant like 2026-11-20T00:00:00Z", e);
        }
    }

    private OptionalDouble threshold() throws BadInputException {
        OptionalDouble given = similarity.equals(OFF) ? OptionalDouble.of(0) : Decimals.finite(similarity);
        if (given.isEmpty()) {
            throw BadInputException.about(
                    as -> as.apply("similarity") + " is a number above 0 and at most 1, or " + OFF);
        }
        return given.getAsDouble() == 0 ? OptionalDouble.empty() : given;
    }
}
