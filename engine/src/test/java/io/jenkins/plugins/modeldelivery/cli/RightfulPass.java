package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Which damaged files may pass by their own right, told by {@link Strict} readers; each says why not. */
final class RightfulPass {
    private RightfulPass() {}

    static Optional<String> json(FuzzReader.Copies copies) {
        return missing(Strict.object(copies.damaged()), "is no JSON object");
    }

    /** Numbers of others, of which some may be none. */
    static Optional<String> numbers(FuzzReader.Copies copies) {
        return missing(Strict.numbers(copies.damaged()), "is no JSON, in which numbers may be NaN");
    }

    /** JSON is YAML too. */
    static Optional<String> yaml(FuzzReader.Copies copies) {
        return missing(Strict.yaml(copies.damaged()), "is no YAML");
    }

    static Optional<String> lines(FuzzReader.Copies copies) {
        return missing(Strict.lines(copies.damaged()), "has a line that is no JSON object");
    }

    static Optional<String> jsonOrLines(FuzzReader.Copies copies) {
        return json(copies).isEmpty() ? Optional.empty() : lines(copies);
    }

    static Optional<String> table(FuzzReader.Copies copies) {
        return new String(copies.damaged(), StandardCharsets.ISO_8859_1).indexOf('"') >= 0
                ? missing(Strict.text(copies.damaged()), "is no text")
                : missing(Strict.table(copies.damaged()), "is no table of equally long lines");
    }

    /** Predictions and an eval set that belong together: each id once. */
    static Optional<String> everyRow(FuzzReader.Copies copies) {
        Optional<List<JsonNode>> rows = Strict.lines(copies.damaged());
        long ids = rows.orElse(List.of()).stream()
                .map(row -> row.path("id").asText())
                .distinct()
                .count();
        return rows.isPresent() && rows.get().size() == FuzzSamples.ROWS && ids == FuzzSamples.ROWS
                ? Optional.empty()
                : Optional.of("passes, and is not the whole set");
    }

    /** The header tells the length, and nothing vouches for the numbers. */
    static Optional<String> sameLength(FuzzReader.Copies copies) {
        return copies.damaged().length == copies.whole().length
                ? Optional.empty()
                : Optional.of("passes, and has another length than its header says");
    }

    /** A check sum vouches for all that is read: the report is the same but for the hash of the file, and the time. */
    static Optional<String> sameReport(FuzzReader.Copies copies) {
        return figures(copies.before()).equals(figures(copies.result()))
                ? Optional.empty()
                : Optional.of("passes with another report, though a check sum is broken");
    }

    private static String figures(Cli.Result result) {
        return result.out().replaceAll("[0-9a-f]{64}", "").replaceAll("\"(judgedAt|ageDays)\" : .*", "");
    }

    /** A hash elsewhere in the ledger vouches for what the object says. */
    static Optional<String> sameObject(FuzzReader.Copies copies) {
        return Strict.json(copies.damaged()).equals(Strict.json(copies.whole()))
                ? Optional.empty()
                : Optional.of("passes, and the ledger keeps another object");
    }

    private static Optional<String> missing(Optional<?> strict, String why) {
        return strict.isPresent() ? Optional.empty() : Optional.of("passes, and " + why);
    }
}
