package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a piece of evidence came from, as whoever recorded it knows by itself: nothing of this is taken from a report.
 *
 * @param by who recorded it
 * @param job full name of the job whose build judged it
 * @param build its number
 * @param step id of the Pipeline's node
 * @param agent where the judge ran; empty for the controller
 * @param user who asked, directly or through upstream builds; empty where nobody did
 * @param revisions of the sources that the build took, each as SCM names it
 * @param pullRequest what kind of pull request the build is of; empty where it is of none
 * @param replayed whether the Pipeline's script was edited for this build, or the build repeats such a one
 * @param more keys of a later release
 */
public record Provenance(
        Recorder by,
        Optional<String> job,
        OptionalInt build,
        Optional<String> step,
        Optional<String> agent,
        Optional<String> user,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> revisions,
        Optional<PullRequest> pullRequest,
        boolean replayed,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Who writes to the ledger. */
    public enum Recorder {
        @JsonProperty("jenkins")
        JENKINS,
        @JsonProperty("command-line")
        COMMAND_LINE
    }

    /** Whose branch a pull request is of. */
    public enum PullRequest {
        /** Of somebody who may write to the repository. */
        @JsonProperty("origin")
        ORIGIN,
        /** Of a fork, or of somebody of whom nothing is known. */
        @JsonProperty("fork")
        FORK
    }

    /** Of the command line, which has nobody's authority. */
    public static final Provenance COMMAND_LINE = new Provenance(
            Recorder.COMMAND_LINE,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            false,
            Map.of());

    public Provenance {
        revisions = List.copyOf(revisions);
    }

    /** In one line, for pages and messages. */
    public String describe() {
        if (by == Recorder.COMMAND_LINE) {
            return "the command line";
        }
        String from = "build " + (build.isPresent() ? build.getAsInt() : "?") + " of " + job.orElse("an unknown job");
        String change = pullRequest
                .map(kind -> kind == PullRequest.FORK ? ", a fork's pull request" : ", a pull request")
                .orElse("");
        return from + change + (replayed ? ", replayed" : "");
    }
}
