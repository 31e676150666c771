package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What a decision says about its circumstances. The components are the keys, in the order in which they are written.
 *
 * @param action what is done to the environment
 * @param override why missing evidence was accepted
 * @param accepted what was missing then
 * @param upstream edges on which the version stands, at most {@value #MOST_EDGES}
 * @param upstreamLeft how many more there are
 * @param liveShift how the eval set compared with live requests
 * @param divergence what the workload ran where the ledger said something else; versions before called it {@code drift}
 * @param versionSha256 of the version's object in the ledger, as it was registered when this was decided
 * @param image what the workload is given
 * @param previousImage what it held before
 * @param holder what acts, the same in a re-run
 * @param until when others may conclude the operation if nothing was heard of it
 * @param place which workload it is about, where that is known; of versions before it is not
 * @param refusedBy who did not accept the change, which says nothing about the version
 * @param downstream edges that the change made stale or fresh, at most {@value #MOST_EDGES}
 * @param downstreamLeft how many more there are
 * @param downstreamUnknown why the edges could not be told
 * @param more what only another release knows
 */
public record DecisionDetails(
        Optional<Action> action,
        Optional<String> override,
        Optional<List<String>> accepted,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EdgeState> upstream,
        OptionalInt upstreamLeft,
        Optional<LiveFinding> liveShift,
        @JsonAlias("drift") Optional<Divergence> divergence,
        Optional<String> versionSha256,
        Optional<String> image,
        Optional<String> previousImage,
        Optional<String> holder,
        Optional<Instant> until,
        Optional<Place> place,
        Optional<String> refusedBy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EdgeState> downstream,
        OptionalInt downstreamLeft,
        Optional<String> downstreamUnknown,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Nothing more is said. */
    public static final DecisionDetails NONE = new Edit().details();

    /** Details are bounded; who has more edges finds them in the ledger. */
    private static final int MOST_EDGES = 20;

    public DecisionDetails {
        accepted = accepted.map(List::copyOf);
        upstream = List.copyOf(upstream);
        downstream = List.copyOf(downstream);
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    public enum Action {
        PROMOTE,
        ROLLBACK
    }

    /**
     * Cluster and ledger disagreed.
     *
     * @param live the image that the workload ran
     * @param ledger the digest that the ledger named
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Divergence(String live, String ledger) {}

    /**
     * How the eval set behind the evidence compared with live requests.
     *
     * @param line for people
     * @param evalSet SHA-256 of the eval set; like the figures empty where nothing was compared
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LiveFinding(
            State state,
            String line,
            Optional<String> evalSet,
            Optional<Sample> live,
            @JsonProperty("p_value") OptionalDouble pValue,
            Optional<Figures> effect) {
        public enum State {
            NONE,
            SHIFT,
            UNKNOWN
        }

        /**
         * A sample of live requests.
         *
         * @param time when it was recorded; empty when it was given with the request
         */
        @JsonIgnoreProperties(ignoreUnknown = true)
        public record Sample(String sha256, long rows, Optional<Instant> time) {}

        /** The effect with its interval, and the smallest that the test could see. */
        @JsonIgnoreProperties(ignoreUnknown = true)
        public record Figures(double value, double lower, double upper, double detectable) {}
    }

    public static DecisionDetails of(Action action) {
        return NONE.with(edit -> edit.action = Optional.of(action));
    }

    /** @param missing the problems that are accepted */
    public DecisionDetails withOverride(String why, List<String> missing) {
        return with(edit -> {
            edit.override = Optional.of(why);
            edit.accepted = Optional.of(missing);
        });
    }

    public DecisionDetails withUpstream(List<EdgeState> edges) {
        return with(edit -> {
            edit.upstream = edges.stream().limit(MOST_EDGES).toList();
            edit.upstreamLeft = left(edges);
        });
    }

    public DecisionDetails withLiveShift(LiveFinding found) {
        return with(edit -> edit.liveShift = Optional.of(found));
    }

    public DecisionDetails withDivergence(Divergence found) {
        return with(edit -> edit.divergence = Optional.of(found));
    }

    /** @param sha256 of the version's object in the ledger; empty where it is not registered */
    public DecisionDetails withVersion(Optional<String> sha256) {
        return with(edit -> edit.versionSha256 = sha256);
    }

    public DecisionDetails withImage(String given) {
        return with(edit -> edit.image = Optional.of(given));
    }

    /** What stands there before, and who holds the environment until when. */
    public DecisionDetails claiming(String before, String by, Instant end) {
        return with(edit -> {
            edit.previousImage = Optional.of(before);
            edit.holder = Optional.of(by);
            edit.until = Optional.of(end);
        });
    }

    public DecisionDetails withPlace(Optional<Place> here) {
        return with(edit -> edit.place = here);
    }

    public DecisionDetails withRefusal(String by) {
        return with(edit -> edit.refusedBy = Optional.of(by));
    }

    public DecisionDetails withDownstream(List<EdgeState> edges) {
        return with(edit -> {
            edit.downstream = edges.stream().limit(MOST_EDGES).toList();
            edit.downstreamLeft = left(edges);
        });
    }

    public DecisionDetails withDownstreamUnknown(String why) {
        return with(edit -> edit.downstreamUnknown = Optional.of(why));
    }

    private static OptionalInt left(List<EdgeState> edges) {
        return edges.size() > MOST_EDGES ? OptionalInt.of(edges.size() - MOST_EDGES) : OptionalInt.empty();
    }

    private DecisionDetails with(Consumer<Edit> change) {
        Edit edit = new Edit();
        edit.action = action;
        edit.override = override;
        edit.accepted = accepted;
        edit.upstream = upstream;
        edit.upstreamLeft = upstreamLeft;
        edit.liveShift = liveShift;
        edit.divergence = divergence;
        edit.versionSha256 = versionSha256;
        edit.image = image;
        edit.previousImage = previousImage;
        edit.holder = holder;
        edit.until = until;
        edit.place = place;
        edit.refusedBy = refusedBy;
        edit.downstream = downstream;
        edit.downstreamLeft = downstreamLeft;
        edit.downstreamUnknown = downstreamUnknown;
        edit.more = more;
        change.accept(edit);
        return edit.details();
    }

    /** All parts while some of them are changed. */
    private static final class Edit {
        private Optional<Action> action = Optional.empty();
        private Optional<String> override = Optional.empty();
        private Optional<List<String>> accepted = Optional.empty();
        private List<EdgeState> upstream = List.of();
        private OptionalInt upstreamLeft = OptionalInt.empty();
        private Optional<LiveFinding> liveShift = Optional.empty();
        private Optional<Divergence> divergence = Optional.empty();
        private Optional<String> versionSha256 = Optional.empty();
        private Optional<String> image = Optional.empty();
        private Optional<String> previousImage = Optional.empty();
        private Optional<String> holder = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private Optional<Place> place = Optional.empty();
        private Optional<String> refusedBy = Optional.empty();
        private List<EdgeState> downstream = List.of();
        private OptionalInt downstreamLeft = OptionalInt.empty();
        private Optional<String> downstreamUnknown = Optional.empty();
        private Map<String, JsonNode> more = Map.of();

        DecisionDetails details() {
            return new DecisionDetails(
                    action,
                    override,
                    accepted,
                    upstream,
                    upstreamLeft,
                    liveShift,
                    divergence,
                    versionSha256,
                    image,
                    previousImage,
                    holder,
                    until,
                    place,
                    refusedBy,
                    downstream,
                    downstreamLeft,
                    downstreamUnknown,
                    more);
        }
    }
}
