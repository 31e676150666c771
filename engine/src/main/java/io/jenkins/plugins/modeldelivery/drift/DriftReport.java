package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** The answer of a shift test, {@code model-delivery/drift-report/v1}. */
public final class DriftReport implements Report {
    private final Level level;
    private final Subject subject;
    private final Finding whole;
    private final SortedMap<String, Finding> findings;
    private final DriftJudge.Judgement judgement;
    private final Optional<Effect> effect;
    private final List<SliceResult> slices;

    private DriftReport(Level level, Subject subject, Finding whole, SortedMap<String, Finding> findings) {
        this.level = level;
        this.subject = subject;
        this.whole = whole;
        this.findings = findings;
        this.effect = whole.effect(level);
        this.slices = level.isSliced() ? Slicing.judge(findings, level) : List.of();
        DriftJudge.Judgement alone = whole.judge(level);
        this.judgement = level.isSliced() ? Slicing.judge(alone, slices) : alone;
    }

    /** Judges what was found. */
    static DriftReport of(Level level, Subject subject, Finding whole, SortedMap<String, Finding> slices) {
        return new DriftReport(level, subject, whole, slices);
    }

    /**
     * Judges again from a report's own permuted statistics: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a drift report, or keeps no counts
     */
    public static DriftReport recompute(JsonNode report) throws BadInputException {
        return Recomputing.report(report);
    }

    /** The same report with what else is known of the data. */
    public DriftReport with(Origin origin) {
        return new DriftReport(level, subject.with(origin), whole, findings);
    }

    @Override
    public Verdict verdict() {
        return judgement.verdict();
    }

    @Override
    public List<String> reasons() {
        return judgement.reasons();
    }

    /** Reference rows that were compared. */
    public int referenceRows() {
        return whole.n();
    }

    /** Current rows that were compared. */
    public int currentRows() {
        return whole.m();
    }

    /** The exact p-value of the whole test; empty when nothing could be computed. */
    public OptionalDouble pValue() {
        return measurement().map(m -> OptionalDouble.of(m.pValue())).orElse(OptionalDouble.empty());
    }

    /** Sigma; empty likewise. */
    public OptionalDouble bandwidth() {
        return measurement()
                .map(m -> OptionalDouble.of(m.atSigma().bandwidth()))
                .orElse(OptionalDouble.empty());
    }

    public Optional<Effect> effect() {
        return effect;
    }

    /** The slices in the order of their names; empty unless a slice field was given. */
    public List<SliceResult> slices() {
        return slices;
    }

    Optional<Measurement> measurement() {
        return whole.measurement();
    }

    Level level() {
        return level;
    }

    Subject subject() {
        return subject;
    }

    Finding whole() {
        return whole;
    }

    SortedMap<String, Finding> findings() {
        return findings;
    }

    @Override
    public ObjectNode toJson() {
        return DriftDocument.toJson(this);
    }

    @Override
    public String toText() {
        return headline("") + "\n" + table().toText() + whole.method() + "\n"
                + (slices.isEmpty() ? "" : "\n" + sliceTable().toText());
    }

    @Override
    public String toMarkdown() {
        return headline("**") + "\n" + table().toMarkdown() + "\n" + whole.method() + "\n"
                + (slices.isEmpty() ? "" : "\n" + sliceTable().toMarkdown());
    }

    private String headline(String bold) {
        return bold + verdict() + bold + ": distribution shift\n"
                + String.join(
                        "",
                        reasons().stream().map(reason -> "- " + reason + "\n").toList());
    }

    private Table table() {
        Table table = new Table("bandwidth", "MMD²", "p");
        measurement().ifPresent(m -> {
            for (Statistics s : m.ladder()) {
                String mark = s == m.atSigma() ? " (sigma)" : "";
                table.row(
                        DriftJudge.number(s.bandwidth()) + mark,
                        DriftJudge.number(s.mmd2()),
                        DriftJudge.number(Significance.of(s)));
            }
            table.row("together", "", DriftJudge.number(m.pValue()));
        });
        table.row("rows " + whole.n() + " / " + whole.m(), "width " + subject.width(), "");
        return table;
    }

    private Table sliceTable() {
        Table table = new Table("slice", "verdict", "rows", "effect", "p (Holm)");
        slices.forEach(s -> table.row(
                s.slice(),
                s.verdict().name(),
                s.n() + " / " + s.m(),
                DriftJudge.number(s.effect()),
                DriftJudge.number(s.adjusted())));
        return table;
    }
}
