package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.Declarations;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.ledger.Upstream;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Makes a report evidence about a registered version. */
public final class Recorder {
    /** A report of as many outcomes and counts as there may be takes a few seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MOST_NAMED = 3;

    private Recorder() {}

    /**
     * What a report says of policy and data.
     *
     * @param drift the shift check of a gate
     * @param current the data set of a shift check
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Subject(Optional<Declarations.Policy> policy, Optional<Drift> drift, Optional<Rows> current) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Drift(Optional<Rows> current) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Rows(Optional<String> sha256) {}

        static Subject of(ObjectNode report) throws BadInputException {
            return Json.bind(report, Subject.class, "the report");
        }
    }

    /**
     * What somebody asks to be recorded.
     *
     * @param kind the one document that the gate is about, as {@link Judges} calls it
     * @param model that was judged
     * @param version that was judged
     * @param time when it was judged
     * @param buildUrl of the build that judged it
     * @param evaluated against which versions of the models it depends on
     * @param provenance where the report came from, as whoever records knows it
     */
    public record Asked(
            String kind,
            String model,
            String version,
            Instant time,
            Optional<String> buildUrl,
            Evaluated evaluated,
            Provenance provenance) {}

    /**
     * Records a report under the digest that its version was registered with, and its point in the model's history. What the
     * report's policy declares about dependencies is taken up first, and the upstream versions stand in the evidence, as
     * does the version of the judge.
     *
     * <p>The report is bound strictly to the type of document that was asked for and judged once more from its counts: what
     * says another thing than these is refused. That proves consistency, not truth.
     *
     * @throws BadInputException when the version is not registered, or the report is of another kind, or about another model
     *     or version
     * @throws RefusedException when the report is not what its counts give, the policy closes a circle of dependencies, or an
     *     upstream changed since the evaluation began
     * @throws DeliveryException when the ledger cannot be written; then nothing may pass on this report
     */
    public static Evidence record(Ledger ledger, Asked asked, ObjectNode report)
            throws DeliveryException, InterruptedException {
        String digest = ledger.versions().require(asked.model, asked.version).digest();
        ReportHead head = ReportHead.of(report);
        requireSame("document", Json.schemaOf(report), Json.schema(asked.kind));
        requireSame("model", head.model().orElse(asked.model), asked.model);
        requireSame("version", head.version().orElse(asked.version), asked.version);
        Declarations.Policy policy = Subject.of(report).policy.orElse(Declarations.Policy.SILENT);
        Evidence evidence = Evidence.of(asked.model, asked.version, digest, asked.time, asked.buildUrl, report)
                .judgedBy(Judges.all().get(asked.kind).version())
                .from(asked.provenance);
        requireWhatItsCountsGive(evidence);
        Optional<String> registered = ledger.versions().sha256(asked.model, asked.version);
        evidence = registered.isEmpty() ? evidence : evidence.about(registered.get());
        List<Upstream> upstream = asked.evaluated.upstream(ledger, policy);
        evidence = upstream.isEmpty() ? evidence : evidence.against(upstream);
        Declarations.take(ledger, asked.model, asked.version, policy, asked.time);
        new ModelHistory(ledger, asked.model).record(evidence);
        return evidence;
    }

    /** Whoever sends a report decides how long it takes to judge; how long anybody waits for that is decided here. */
    private static void requireWhatItsCountsGive(Evidence evidence) throws DeliveryException, InterruptedException {
        FutureTask<Recomputed> judging = new FutureTask<>(() -> Recomputed.of(evidence, Judges.all()));
        Thread worker = new Thread(judging, "judges the report of " + evidence.model() + " once more");
        worker.setDaemon(true);
        worker.start();
        try {
            Recomputed again = judging.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (again.verdict() != Verdict.PASS) {
                throw new RefusedException(
                        "The report says " + evidence.verdict() + " and is not what its counts give, "
                                + again.says() + ": "
                                + again.differing().stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                                + "; nothing is recorded");
            }
        } catch (TimeoutException e) {
            throw new RefusedException(
                    "The report cannot be judged once more within " + LONGEST.toSeconds()
                            + " s, so it is not recorded; judge fewer rules or slices",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeliveryException why) {
                throw why;
            }
            throw new BadInputException("The report cannot be judged once more: " + e.getCause(), e);
        } finally {
            judging.cancel(true);
        }
    }

    /**
     * Keeps the fingerprint of the data that a report is about, so that later ones can be compared with them; to be called
     * before the report is recorded.
     *
     * @throws BadInputException when it is the fingerprint of other data
     */
    public static void keep(Ledger ledger, String model, ObjectNode report, Fingerprint data)
            throws DeliveryException, InterruptedException {
        Subject subject = Subject.of(report);
        requireSame(
                "data set",
                subject.drift
                        .map(Subject.Drift::current)
                        .orElse(subject.current)
                        .flatMap(Subject.Rows::sha256)
                        .orElse(""),
                data.sha256());
        new References(ledger, model).keep(data);
    }

    private static void requireSame(String what, String reported, String asked) throws BadInputException {
        if (!reported.equals(asked)) {
            throw new BadInputException(
                    "The report is about " + what + " '" + PlainText.shown(reported) + "', not about '" + asked + "'");
        }
    }
}
