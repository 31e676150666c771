package io.jenkins.plugins.modeldelivery.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void shouldAlignColumns() {
        assertThat(new Table("metric", "n").row("f1", "10").row("accuracy", "9").toText())
                .isEqualTo("METRIC    N\nf1        10\naccuracy  9\n");
    }

    @Test
    void shouldNotLetDataMoveTheCursorOrBreakTheTable() {
        Table table = new Table("metric").row("a\u001b[2J|<b>");
        assertThat(table.toText()).doesNotContain("\u001b");
        assertThat(table.toMarkdown()).contains("\\|").doesNotContain("<b>");
    }
}
