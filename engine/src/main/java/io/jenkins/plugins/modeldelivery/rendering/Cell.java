package io.jenkins.plugins.modeldelivery.rendering;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What stands in one place of a table.
 *
 * @param text safe to show; empty for what is not there
 * @param verdict where the text is one
 * @param references what the text names, where it can be looked up in the ledger
 */
public record Cell(String text, Optional<Verdict> verdict, List<Reference> references) {
    /**
     * An object of the ledger.
     *
     * @param text how it is called
     * @param place where it is: {@code intent/evidence/1.4/ID}, or {@code intent/decisions/41}
     */
    public record Reference(String text, String place) {}

    public Cell {
        text = PlainText.shown(text);
        references = List.copyOf(references);
    }

    /** A verdict, references as they are, anything else by its text. */
    static Cell of(Object value) {
        if (value instanceof Cell cell) {
            return cell;
        }
        Optional<Verdict> verdict = value instanceof Verdict given ? Optional.of(given) : Optional.empty();
        return new Cell(String.valueOf(value), verdict, List.of());
    }

    public static Cell referring(List<Reference> references) {
        return new Cell(
                String.join(", ", references.stream().map(Reference::text).toList()), Optional.empty(), references);
    }
}
