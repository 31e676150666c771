package io.jenkins.plugins.modeldelivery.rendering;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;

/** What a gate gives back: a verdict with its reasons, and one document that all views are made from. */
public interface Report {
    Verdict verdict();

    /** Why, the one that matters first; never empty unless the verdict is PASS. */
    List<String> reasons();

    /** The versioned document, see {@code docs/schemas}. */
    ObjectNode toJson();

    /** The report as people read it. */
    Layout layout();

    /** Several lines for a terminal or a build log, the verdict first. */
    default String toText() {
        return TextPrinter.print(layout());
    }

    /** The same for a merge request or a chat. */
    default String toMarkdown() {
        return MarkdownPrinter.print(layout());
    }
}
