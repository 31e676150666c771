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
import io.jenkins.plugins.modeldelivery.ledger.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a report evidence about a registered version. */
public final class Recorder {
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
     * Records a report under the digest that its version was registered with, and its point in the model's history. What the
     * report's policy declares about dependencies is taken up first, and the upstream versions stand in the evidence, as
     * does the version of the judge.
     *
     * @param time when it was judged
     * @param buildUrl of the build that judged it
     * @param evaluated against which versions of the models it depends on
     * @throws BadInputException when the version is not registered, or the report is about another model or version
     * @throws RefusedException when the policy closes a circle of dependencies, or an upstream changed since the evaluation
     *     began
     * @throws DeliveryException when the ledger cannot be written; then nothing may pass on this report
     */
    public static Evidence record(
            Ledger ledger,
            String model,
            String version,
            ObjectNode report,
            Instant time,
            Optional<String> buildUrl,
            Evaluated evaluated)
            throws DeliveryException, InterruptedException {
        String digest = ledger.versions().require(model, version).digest();
        ReportHead head = ReportHead.of(report);
        requireSame("model", head.model().orElse(model), model);
        requireSame("version", head.version().orElse(version), version);
        Declarations.Policy policy = Subject.of(report).policy.orElse(Declarations.Policy.SILENT);
        Evidence evidence = Evidence.of(model, version, digest, time, buildUrl, report);
        Optional<String> registered = ledger.versions().sha256(model, version);
        evidence = registered.isEmpty() ? evidence : evidence.about(registered.get());
        Judges.Judge judge = Judges.all().get(evidence.kind());
        evidence = judge == null ? evidence : evidence.judgedBy(judge.version());
        List<Upstream> upstream = evaluated.upstream(ledger, policy);
        evidence = upstream.isEmpty() ? evidence : evidence.against(upstream);
        Declarations.take(ledger, model, version, policy, time);
        new ModelHistory(ledger, model).record(evidence);
        return evidence;
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
