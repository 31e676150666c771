package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evaluation.RequestDraw;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a refresh did: the eval set's metadata, see {@code docs/schemas/eval-set-meta-v1.json}, and where things are. */
public final class RefreshReport {
    private static final long LEAST_OF_A_BOUND = 10;
    private static final int MOST_TOLD = 10;

    private final EvalSetMeta meta;
    private final Path output;
    private final Path queue;
    private final boolean isShort;
    private final Optional<String> otherLabel;

    /** @param otherLabel where a label has the id of a drawn row and another input */
    RefreshReport(EvalSetMeta meta, Path output, Path queue, boolean isShort, Optional<String> otherLabel) {
        this.meta = meta;
        this.output = output;
        this.queue = queue;
        this.isShort = isShort;
        this.otherLabel = otherLabel;
    }

    /** Whether there is an eval set, or only a queue to label. */
    public boolean hasEvalSet() {
        return meta.rows() > 0;
    }

    /** The metadata of the eval set. */
    public ObjectNode toJson() {
        return meta.toJson();
    }

    /** One line with what matters most. */
    public String headline() {
        return hasEvalSet()
                ? "%d labelled rows in %s as of %s; %s%d rows to label in %s"
                        .formatted(
                                meta.labelled(),
                                output,
                                meta.asOf(),
                                meta.open().orElse(0) == 0
                                        ? ""
                                        : meta.open().getAsLong() + " more have no label and count as wrong; ",
                                meta.unlabelled(),
                                queue)
                : "no row has a label yet, so there is no eval set; label the %d rows in %s and refresh again with them among the labels"
                        .formatted(meta.unlabelled(), queue);
    }

    /** What was done, as people read it. */
    public Layout layout() {
        EvalSetMeta.Logs logs = meta.logs();
        EvalSetMeta.Draw sample = meta.sample();
        Section read = Section.figures("Logs")
                .figure("lines", Numbers.count(logs.lines().lines()))
                .figure("malformed", Numbers.count(logs.lines().malformed()))
                .figure("without input", Numbers.count(logs.lines().withoutInput()))
                .figure("undated", Numbers.count(logs.lines().undated()))
                .figure("outside the window", Numbers.count(logs.lines().outsideWindow()))
                .figure("in the window", Numbers.count(logs.lines().inWindow()))
                .figure("distinct", Numbers.count(logs.distinct()) + (logs.distinctIsEstimated() ? " (estimate)" : ""))
                .figure("failed attempts left out", logs.leftOut().map(RefreshReport::told))
                .figure("files skipped", Numbers.count(logs.filesSkipped()))
                .figure("first malformed line", logs.firstMalformed())
                .end();
        Section.Builder drawn = Section.figures("Sample")
                .figure("requests", sample.requests().map(draw -> Numbers.count(draw.drawn())))
                .figure("rows", Numbers.count(sample.rows()))
                .figure("near duplicates", Numbers.count(sample.nearDuplicates()))
                .figure("ids taken twice", Numbers.count(sample.idsTakenTwice()))
                .figure("label conflicts", Numbers.count(meta.labelConflicts()))
                .figure("labels shared", told(meta.sharedLabels()))
                .figure("labels of other inputs", told(meta.labelsOfOthers()));
        return new Layout(headline(), List.of(), List.of(read, drawn.end()), notes());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        Optional<RequestDraw> draw = meta.sample().requests();
        if (isShort) {
            notes.add(
                    draw.isEmpty()
                            ? "fewer rows than asked: the window has no more distinct requests, or --oversample must be larger"
                            : "fewer requests than asked: the window has no more"
                                    + draw.flatMap(RequestDraw::group)
                                            .map(group -> " within " + group.most() + " of each " + group.field()
                                                    + ", or --oversample must be larger")
                                            .orElse(""));
        }
        otherLabel.ifPresent(where ->
                notes.add("labels with the id of a drawn row and another input were not taken (first: " + where + ")"));
        draw.flatMap(RequestDraw::strata)
                .ifPresent(strata -> strata.sizes().forEach((value, size) -> {
                    if (size.population() > 0 && size.drawn() < LEAST_OF_A_BOUND) {
                        notes.add(
                                "only %d requests of %s=%s were drawn; a gate has no bound of the whole below %d of each"
                                        .formatted(
                                                size.drawn(),
                                                strata.field(),
                                                PlainText.shown(value),
                                                LEAST_OF_A_BOUND));
                    }
                }));
        draw.flatMap(RequestDraw::group)
                .ifPresent(group -> notes.add(
                        "at most %d requests of each %s: a rule needs weight: weight and groupBy: %s for a bound"
                                .formatted(group.most(), group.field(), group.field())));
        return notes;
    }

    private static Optional<String> told(OptionalLong count) {
        return count.isPresent() ? Optional.of(Numbers.count(count.getAsLong())) : Optional.empty();
    }

    /** The most frequent first. */
    private static String told(SortedMap<String, Long> statuses) {
        String named = statuses.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_TOLD)
                .map(status -> (status.getKey().isEmpty() ? "without status" : PlainText.shown(status.getKey())) + ": "
                        + Numbers.count(status.getValue()))
                .collect(Collectors.joining(", "));
        return statuses.isEmpty() ? "0" : named + (statuses.size() > MOST_TOLD ? ", ..." : "");
    }
}
