package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Differences;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A verdict that was computed once more.
 *
 * @param evidence as it was kept
 * @param judge version of the judge that computed it now
 * @param report as it is computed now
 * @param says the verdict in it
 * @param differing paths of the fields that are not the same bytes, in the order of the report
 */
public record Recomputed(Evidence evidence, int judge, ObjectNode report, String says, List<String> differing)
        implements Report {
    private static final int MAX_SHOWN = 20;

    /** {@code model-delivery/recomputation/v1}; {@code note} and {@code judges} where another version of the judge spoke. */
    private record Document(
            String schema,
            Verdict verdict,
            String evidence,
            Verdict recorded,
            String recomputed,
            Optional<String> note,
            Optional<Versions> judges,
            List<String> differing,
            ObjectNode report) {
        private record Versions(int recorded, int recomputed) {}
    }

    /**
     * @param judges by the name of the document that they write, for example {@code gate-report}
     * @throws BadInputException when nothing here judges documents of this kind, or the report lacks its counts
     */
    public static Recomputed of(Evidence evidence, Map<String, Judges.Judge> judges)
            throws DeliveryException, InterruptedException {
        Judges.Judge judge = judges.get(evidence.kind());
        if (judge == null) {
            throw new BadInputException("A " + evidence.kind() + " cannot be recomputed from the ledger alone; "
                    + "that is possible for " + String.join(", ", judges.keySet()));
        }
        ObjectNode now = judge.recomputation().recompute(evidence.report());
        // Written and read once, as the evidence was, so that equal numbers are equal bytes.
        ObjectNode stored = (ObjectNode) Json.parse(Json.compact(now), "the recomputed report");
        String says = ReportHead.of(stored).verdict().map(Enum::name).orElse("");
        return new Recomputed(evidence, judge.version(), stored, says, Differences.between(evidence.report(), stored));
    }

    private int recordedBy() {
        return evidence.judge().orElse(Judges.Judge.FIRST);
    }

    /** What an older judge wrote is no lie; what a newer one may write, nobody here knows. */
    private Optional<String> note() {
        return recordedBy() == judge
                ? Optional.empty()
                : Optional.of("version " + recordedBy() + " of the judge said " + evidence.verdict() + ", version "
                        + judge + " says " + says);
    }

    /**
     * PASS when every byte is the same, whatever the verdict in the report is. Where it is not, that is FAIL for the same
     * version of the judge. For an older one it is a note as long as the verdicts are the same; an older verdict that today's
     * arithmetic does not give stays INCONCLUSIVE, since whoever forges evidence could name an older judge. So does the
     * report of a judge that is newer than ours.
     */
    @Override
    public Verdict verdict() {
        boolean sameVerdict = evidence.verdict().name().equals(says);
        if (differing.isEmpty() || recordedBy() < judge && sameVerdict) {
            return Verdict.PASS;
        }
        return recordedBy() == judge ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    }

    @Override
    public List<String> reasons() {
        String difference = note().isPresent() ? " came out otherwise" : " is not what the counts give";
        return Stream.concat(
                        note().stream(), differing.stream().limit(MAX_SHOWN).map(path -> path + difference))
                .toList();
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(new Document(
                "model-delivery/recomputation/v1",
                verdict(),
                evidence.id(),
                evidence.verdict(),
                says,
                note(),
                note().map(told -> new Document.Versions(recordedBy(), judge)),
                differing,
                report));
    }

    @Override
    public Layout layout() {
        String headline = verdict() + " " + evidence.id() + ": recorded " + evidence.verdict() + ", recomputed " + says
                + (differing.isEmpty() ? ", every byte the same" : "");
        return new Layout(headline, reasons(), List.of(), List.of());
    }
}
