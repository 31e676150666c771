package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a refresh of an eval set draws, as people say it; ranges are checked by {@link RefreshPlan}. */
public record RefreshParameters(
        @Parameter(label = "DIR|s3://BUCKET/PREFIX", required = true, help = "Request logs: JSONL, plain or gzip")
        String logs,

        @Parameter(
                label = "N",
                required = true,
                help = "How many requests (with --draw inputs, distinct inputs) to draw")
        Integer rows,

        @Parameter(label = "FILE", required = true, help = "The new eval set")
        String output,

        @Parameter(label = "FILE", help = "Rows that people must label (default: OUTPUT with .queue.jsonl behind it)")
        String queue,

        @Parameter(
                label = "FILE",
                help = "Labels that exist: JSONL with id and label, so also earlier eval sets; repeatable")
        List<String> labels,

        @Parameter(
                label = "requests|inputs",
                usual = "requests",
                help = "Draw requests as production sends them, or distinct inputs (default {usual})")
        String draw,

        @Parameter(label = "FIELD=VALUE", help = "Only requests whose field has this value: leaves failed attempts out")
        String status,

        @Parameter(label = "N", usual = "30", help = "Length of the window (default {usual})")
        Integer days,

        @Parameter(label = "INSTANT", help = "End of the window, as 2026-11-20T00:00:00Z (default: now)")
        String until,

        @Parameter(label = "N", usual = "0", help = "Of the draw (default {usual})")
        Long seed,

        @Parameter(
                label = "0..1|off",
                usual = "0.8",
                help = "Texts from this similarity on are near duplicates (default {usual}): they share a label,"
                        + " and with --draw inputs one of them is dropped")
        String similarity,

        @Parameter(
                label = "N",
                usual = "2",
                help = "Candidates for each row, so that some can be passed over (default {usual})")
        Double oversample,

        @Parameter(label = "FIELD", usual = "id", help = "Name or JSON pointer in a line (default {usual})")
        String id,

        @Parameter(label = "FIELD", usual = "input", help = "The same (default {usual})")
        String input,

        @Parameter(
                label = "FIELD",
                usual = "timestamp",
                help = "The same (default {usual}); lines without it have the date in the file's path")
        String time,

        @Parameter(label = "POINTER", help = "The text of an input that is an object")
        String text,

        @Parameter(label = "FIELD", help = "A label in the log itself; never a model's own prediction")
        String labelField,

        @Parameter(label = "FIELD", help = "Represent each value of this field in its share")
        String stratify,

        @Parameter(label = "N", usual = "0", help = "--stratify: but so many rows at least (default {usual})")
        Integer minPerStratum,

        @Parameter(label = "FIELD", help = "Users, documents, ...: copied, so that a rule can say groupBy")
        String groupBy,

        @Parameter(label = "N", help = "--group-by: draw so many requests of each value at most; rows get a weight")
        Integer maxPerGroup,

        @Parameter(
                label = "FIELD",
                split = true,
                help = "Copy these fields, for slices; nothing else of a line is copied")
        List<String> keep,

        @Parameter(label = "ID", help = "Which model made the logs' embeddings: also write a fingerprint")
        String embeddingModel)
        implements Serializable {
    private static final String OFF = "off";

    public RefreshParameters {
        labels = labels == null ? List.of() : labels;
        keep = keep == null ? List.of() : keep;
    }

    /**
     * What is to be done on this machine.
     *
     * @param directory where relative names of files start
     * @param source of the logs
     */
    public RefreshRequest request(Path directory, LogSource source) throws BadInputException {
        RefreshPlan plan = RefreshPlan.of(
                end(),
                days,
                drawing(),
                rows,
                minPerStratum,
                maxPerGroup == null ? OptionalInt.empty() : OptionalInt.of(maxPerGroup),
                threshold(),
                oversample,
                seed);
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

    private Drawing drawing() throws BadInputException {
        for (Drawing drawing : Drawing.values()) {
            if (drawing.toString().equals(draw)) {
                if (maxPerGroup != null && (drawing != Drawing.REQUESTS || groupBy == null || stratify != null)) {
                    throw BadInputException.about(as -> as.apply("maxPerGroup") + " needs " + as.apply("groupBy")
                            + ", draws requests and goes without " + as.apply("stratify"));
                }
                return drawing;
            }
        }
        throw BadInputException.about(
                as -> as.apply("draw") + " '" + PlainText.shown(draw) + "' is neither requests nor inputs");
    }

    private Optional<LogFields.Status> answered() throws BadInputException {
        if (status == null) {
            return Optional.empty();
        }
        int at = status.indexOf('=');
        if (at < 1 || at == status.length() - 1) {
            throw BadInputException.about(as ->
                    as.apply("status") + " '" + PlainText.shown(status) + "' is no FIELD=VALUE, such as status=200");
        }
        return Optional.of(new LogFields.Status(LogFields.pointer(status.substring(0, at)), status.substring(at + 1)));
    }

    private Optional<String> group() throws BadInputException {
        if (groupBy != null && groupBy.startsWith("/")) {
            throw BadInputException.about(
                    as -> as.apply("groupBy") + " is the name of a field at the top of a line, which rows keep");
        }
        return Optional.ofNullable(groupBy);
    }

    private LogFields fields() throws BadInputException {
        List<String> kept = new ArrayList<>(keep);
        if (stratify != null && !stratify.startsWith("/") && !kept.contains(stratify)) {
            kept.add(stratify);
        }
        if (groupBy != null && !kept.contains(groupBy)) {
            kept.add(groupBy);
        }
        return new LogFields(
                LogFields.pointer(id),
                LogFields.pointer(input),
                LogFields.pointer(time),
                pointer(stratify),
                answered(),
                group(),
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
