package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import java.nio.file.Path;
import java.util.List;

/** What a refresh did: the eval set's metadata, see {@code docs/schemas/eval-set-meta-v1.json}, and where things are. */
public final class RefreshReport {
    private final EvalSetMeta meta;
    private final Path output;
    private final Path queue;
    private final boolean isShort;

    RefreshReport(EvalSetMeta meta, Path output, Path queue, boolean isShort) {
        this.meta = meta;
        this.output = output;
        this.queue = queue;
        this.isShort = isShort;
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
                ? "%d labelled rows in %s as of %s; %d rows to label in %s"
                        .formatted(meta.rows(), output, meta.asOf(), meta.unlabelled(), queue)
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
                .figure("files skipped", Numbers.count(logs.filesSkipped()))
                .figure("first malformed line", logs.firstMalformed())
                .end();
        Section drawn = Section.figures("Sample")
                .figure("rows", Numbers.count(sample.rows()))
                .figure("near duplicates", Numbers.count(sample.nearDuplicates()))
                .figure("ids taken twice", Numbers.count(sample.idsTakenTwice()))
                .figure("label conflicts", Numbers.count(meta.labelConflicts()))
                .end();
        List<String> notes = isShort
                ? List.of(
                        "fewer rows than asked: the window has no more distinct requests, or --oversample must be larger")
                : List.of();
        return new Layout(headline(), List.of(), List.of(read, drawn), notes);
    }
}
