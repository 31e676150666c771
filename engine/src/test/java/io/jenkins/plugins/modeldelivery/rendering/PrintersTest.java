package io.jenkins.plugins.modeldelivery.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrintersTest {
    private static final Section RULES = Section.table("Rules", "verdict", "metric", "slice", "rows")
            .row(Verdict.FAIL, "f1", "", 10)
            .row(Verdict.PASS, "accuracy", "", 9)
            .end();
    private static final Section FIGURES = Section.figures("Evaluation set")
            .figure("rows", Numbers.count(4210))
            .figure("as of", Optional.empty())
            .figure("age in days", "9")
            .end();
    private static final Section NOTHING = Section.table("Slices", "metric").end();

    private static Layout layout(String reason) {
        return Layout.judged(
                        Verdict.FAIL,
                        "intent 1.4",
                        List.of(reason, "f1 too"),
                        "all rules hold",
                        List.of(RULES, NOTHING, FIGURES))
                .and(List.of(), List.of("5 % is 0.05"));
    }

    @Test
    void shouldRefuseARowThatDoesNotFitItsHeadings() {
        assertThatThrownBy(() -> Section.table("", "metric", "n").row("f1").end())
                .hasMessage("1 cells in a table of 2 columns");
        assertThatThrownBy(() -> Section.figures("").row("f1").end()).hasMessage("1 cells in a table of 2 columns");
    }

    @Test
    void shouldPrintForATerminalWithoutWhatSaysNothing() {
        assertThat(TextPrinter.print(layout("accuracy is low"))).isEqualTo("""
                        FAIL intent 1.4: accuracy is low
                          f1 too

                        Rules
                        VERDICT  METRIC    ROWS
                        FAIL     f1        10
                        PASS     accuracy  9

                        Evaluation set
                        rows         4,210
                        age in days  9

                        note: 5 % is 0.05
                        """);
    }

    @Test
    void shouldPrintTheSameInMarkdown() {
        assertThat(MarkdownPrinter.print(layout("accuracy is low"))).isEqualTo("""
                        **FAIL intent 1.4: accuracy is low**

                        - f1 too

                        **Rules**

                        | verdict | metric | rows |
                        | --- | --- | --- |
                        | FAIL | f1 | 10 |
                        | PASS | accuracy | 9 |

                        **Evaluation set**

                        - rows: 4,210
                        - age in days: 9

                        - note: 5 % is 0.05
                        """);
    }

    @Test
    void shouldTellAllReasonsBelowAHeadlineThatTellsNone() {
        Layout layout = new Layout("FAIL: 1 of 2 edges hold", List.of("stale", "moving"), List.of(), List.of());
        assertThat(TextPrinter.print(layout)).isEqualTo("FAIL: 1 of 2 edges hold\n  stale\n  moving\n");
    }

    @Test
    void shouldNotLetDataMoveTheCursorOrBreakTheTable() {
        String hostile = "a\u001b[2J\n|<b>";
        Layout layout = new Layout(
                hostile,
                List.of(hostile),
                List.of(
                        Section.table(hostile, hostile).row(hostile).end(),
                        Section.figures(hostile).figure(hostile, hostile).end()),
                List.of(hostile));
        assertThat(TextPrinter.print(layout)).doesNotContain("\u001b").doesNotContain("J\n|");
        assertThat(MarkdownPrinter.print(layout)).contains("\\|").doesNotContain("<b>");
    }
}
