package io.jenkins.plugins.modeldelivery.rendering;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.stream.Stream;

/**
 * A report as people read it, the same on a terminal, in Markdown and on a page. Texts in it are safe to show.
 *
 * @param headline one line: the verdict, for what, and what matters most
 * @param reasons for the verdict, the one that matters first
 * @param sections what decides first; those without rows, and columns without a word, are left out
 * @param notes what else to know, one line each
 */
public record Layout(String headline, List<String> reasons, List<Section> sections, List<String> notes) {
    public Layout {
        headline = PlainText.shown(headline);
        reasons = reasons.stream().map(PlainText::shown).toList();
        sections = sections.stream()
                .filter(section -> !section.isEmpty())
                .map(Section::withoutEmptyColumns)
                .toList();
        notes = notes.stream().map(PlainText::shown).toList();
    }

    /**
     * A headline of the verdict and the first reason.
     *
     * @param subject what was judged; may be empty
     * @param held what to say where there is no reason
     */
    public static Layout judged(
            Verdict verdict, String subject, List<String> reasons, String held, List<Section> sections) {
        String about = subject.isEmpty() ? "" : " " + subject;
        String why = reasons.isEmpty() ? held : reasons.get(0);
        return new Layout(verdict + about + ": " + why, reasons, sections, List.of());
    }

    /** With something more at the end of it. */
    public Layout and(List<Section> more, List<String> moreNotes) {
        return new Layout(
                headline,
                reasons,
                Stream.concat(sections.stream(), more.stream()).toList(),
                Stream.concat(notes.stream(), moreNotes.stream()).toList());
    }

    /** The reasons that the headline does not tell. */
    List<String> otherReasons() {
        boolean told = !reasons.isEmpty() && headline.endsWith(": " + reasons.get(0));
        return told ? reasons.subList(1, reasons.size()) : reasons;
    }
}
