package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Chart;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A traffic report together with how the test itself went: early end, restoring, course over time, raw counts. */
public final class TrafficGateReport implements Report {
    private static final int MOST_POINTS = 500;

    private final TrafficReport judged;
    private final TrafficCounts counts;
    private final TrafficGateState state;
    private final Split split;

    TrafficGateReport(TrafficReport judged, TrafficCounts counts, TrafficGateState state, Split split) {
        this.judged = judged;
        this.counts = counts;
        this.state = state;
        this.split = split;
    }

    /**
     * What was split and who counted, so that nobody takes one kind of test for another.
     *
     * @param router as in {@link RouteRequest.Router}, in lower case
     * @param route namespace and name of its object
     * @param mode as in {@link RouteRequest.Mode}, in lower case
     * @param source where the counts come from, as {@link TrafficSource} calls it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Split(String router, String route, String mode, String production, String candidate, String source) {
        /** Nobody's route. */
        public boolean isExternal() {
            return router.equals(word(RouteRequest.Router.EXTERNAL));
        }

        static Split of(RouteRequest route, String source) {
            return new Split(
                    word(route.router()),
                    route.namespace() + "/" + route.name(),
                    word(route.mode()),
                    route.production().toString(),
                    route.candidate().toString(),
                    source);
        }

        private static String word(Enum<?> name) {
            return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a minimum looks at in a report that was kept. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Kept(Optional<Test> test) {}

    /**
     * The counts that a kept report was judged by.
     *
     * @throws BadInputException when it is no traffic report
     */
    public static TrafficCounts counts(JsonNode report) throws BadInputException {
        return TrafficCounts.parse(Json.bind(report, Counted.class, "the traffic report").input, "the report's input");
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Counted(ObjectNode input) {}

    /**
     * What was split, as a kept report says; empty in those of before it was said.
     *
     * @throws BadInputException when it is no traffic report
     */
    public static Optional<Split> split(JsonNode report) throws BadInputException {
        return Json.bind(report, Kept.class, "the traffic report").test.flatMap(Test::split);
    }

    /**
     * What a gate adds to the document of the judge, beside the counts that were judged.
     *
     * @param test how the test itself went
     * @param series one entry a look
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Addition(Optional<Test> test, List<String> warnings, List<TrafficGateState.Point> series) {
        List<Section> sections() {
            return test.map(went -> List.of(went.section(chart()))).orElse(List.of());
        }

        private Optional<Chart> chart() {
            int every = series.size() / MOST_POINTS + 1;
            List<TrafficGateState.Point> looks = IntStream.range(0, series.size())
                    .filter(i -> i % every == 0)
                    .mapToObj(series::get)
                    .toList();
            return series.size() < 2
                    ? Optional.empty()
                    : Optional.of(new Chart(
                            "course",
                            "Course of {0}; the first table has the final numbers",
                            List.of(
                                    new Curves(
                                            "p95 latency in ms",
                                            looks.stream()
                                                    .map(look -> new Drawn(
                                                            look.time(),
                                                            millis(look.p95().candidate()),
                                                            millis(look.p95().production())))
                                                    .toList()),
                                    new Curves(
                                            "requests",
                                            looks.stream()
                                                    .map(look -> new Drawn(
                                                            look.time(),
                                                            OptionalDouble.of(look.requests()
                                                                    .candidate()
                                                                    .requests()),
                                                            OptionalDouble.of(look.requests()
                                                                    .production()
                                                                    .requests())))
                                                    .toList()))));
        }

        private static OptionalDouble millis(OptionalDouble seconds) {
            return seconds.isPresent() ? OptionalDouble.of(1000 * seconds.getAsDouble()) : seconds;
        }
    }

    /** As the pages' script draws them. */
    private record Curves(String title, String candidate, String production, List<Drawn> points) {
        Curves(String title, List<Drawn> points) {
            this(title, "candidate", "production", points);
        }
    }

    /** Both sides at a moment; null where one is not known. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Drawn(Instant time, OptionalDouble candidate, OptionalDouble production) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Test(
            Phase phase,
            String lease,
            Optional<Instant> shifted,
            Optional<Instant> begin,
            Optional<Instant> end,
            Optional<Instant> restored,
            Optional<Instant> until,
            Optional<String> abort,
            Optional<String> restore,
            Optional<PodLoad> load,
            Optional<Split> split) {
        Section section(Optional<Chart> chart) {
            return Section.figures("Course of the test")
                    .figure("phase", phase)
                    .figure("router", split.map(Split::router))
                    .figure("production", split.map(Split::production))
                    .figure("candidate", split.map(Split::candidate))
                    .figure("counted by", split.map(Split::source))
                    .figure("lease", lease)
                    .figure("lease ends", until.map(Instant::toString))
                    .figure("split", shifted.map(Instant::toString))
                    .figure("counted from", begin.map(Instant::toString))
                    .figure("counted to", end.map(Instant::toString))
                    .figure("restored", restored.map(Instant::toString))
                    .figure("route", restore)
                    .figure("ended early", abort)
                    .chart(chart)
                    .end();
        }
    }

    /**
     * What the verdict of a gate depends on beside the counts.
     *
     * @param abort why it ended before its time
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Ended(Phase phase, Optional<String> abort) {
        Verdict verdict(TrafficReport judged) {
            boolean whole = abort.isEmpty() && phase == Phase.JUDGED;
            return whole ? judged.verdict() : judged.verdict().and(Verdict.INCONCLUSIVE);
        }

        List<String> reasons(TrafficReport judged) {
            List<String> reasons = new ArrayList<>();
            abort.ifPresent(reasons::add);
            if (abort.isEmpty() && phase != Phase.JUDGED) {
                reasons.add("UNFINISHED: the test is in phase " + phase);
            }
            reasons.addAll(judged.reasons());
            return List.copyOf(reasons);
        }

        TrafficReport.Document document(TrafficReport judged) {
            return judged.document().told(verdict(judged), reasons(judged));
        }
    }

    private Ended ended() {
        return new Ended(state.phase(), state.abort());
    }

    /** The judge's verdict; but what ended early, or has not ended, is never PASS. */
    @Override
    public Verdict verdict() {
        return ended().verdict(judged);
    }

    @Override
    public List<String> reasons() {
        return ended().reasons(judged);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.tree(ended().document(judged));
        json.set("input", Json.tree(counts));
        return json.setAll(Json.tree(addition()));
    }

    private Addition addition() {
        GateTimes times = state.times();
        Test test = new Test(
                state.phase(),
                state.lease(),
                times.shifted(),
                times.begin(),
                times.end(),
                times.restored(),
                times.until(),
                state.abort(),
                state.restore(),
                load(),
                Optional.of(split));
        return new Addition(Optional.of(test), warnings(), state.course().series());
    }

    @Override
    public Layout layout() {
        return layout(ended().document(judged), addition());
    }

    /**
     * Lays out a document that was kept.
     *
     * @throws BadInputException when it is no traffic report
     */
    public static Layout layout(JsonNode report) throws BadInputException {
        return layout(
                Json.bind(report, TrafficReport.Document.class, "the traffic report"),
                Json.bind(report, Addition.class, "the traffic report"));
    }

    private static Layout layout(TrafficReport.Document document, Addition addition) {
        return document.layout().and(addition.sections(), addition.warnings());
    }

    /**
     * Judges again from a report's own counts: byte for byte the same report, if it was not tampered with. What tells how
     * the test went ({@code test}, {@code series}, ...) is taken over.
     *
     * @throws BadInputException when it is not the report of a traffic gate
     */
    public static ObjectNode recompute(JsonNode report) throws BadInputException {
        if (!report.path("schema").asText().equals(TrafficReport.Document.SCHEMA)
                || !report.path("input").isObject()
                || !report.path("test").isObject()) {
            throw new BadInputException(
                    "the document is not the " + TrafficReport.Document.SCHEMA + " of a traffic gate, with its counts");
        }
        TrafficCounts counts = TrafficCounts.parse(report.get("input"), "the report's input");
        Ended ended = Json.bind(report.get("test"), Ended.class, "the traffic report's test");
        ObjectNode json = Json.tree(ended.document(TrafficJudge.judge(counts)));
        json.set("input", Json.tree(counts));
        report.properties().forEach(kept -> json.putIfAbsent(kept.getKey(), kept.getValue()));
        return json;
    }

    private Optional<PodLoad> load() {
        return PodLoad.of(state, counts);
    }

    private List<String> warnings() {
        return Stream.of(load().flatMap(PodLoad::warning), clockWarning())
                .flatMap(Optional::stream)
                .toList();
    }

    /** For whoever compares the report's times with those of other logs. */
    private Optional<String> clockWarning() {
        int seconds = state.times().clockSetBackSeconds();
        return seconds == 0
                ? Optional.empty()
                : Optional.of("CLOCK_SET_BACK: this machine's clock was set back by " + seconds
                        + " s during the test; its window was counted in full");
    }
}
