package io.jenkins.plugins.modeldelivery.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Cell;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page's printer of a section: a caption, column headings and rows of texts, verdicts and links, its chart above them. */
public final class CardTable {
    private static final int FEW = 10;
    /** Most rows of a table on a page: a browser shows them at once, and a person reads no more. */
    private static final int MOST_ROWS = 200;

    private static final int SHORT = 24;
    private static final int LONG = 60;
    /** No colon before the first slash, so that no scheme hides in it. */
    private static final Pattern RELATIVE =
            Pattern.compile("(?:\\.\\./)*[A-Za-z0-9][A-Za-z0-9._?=&-]*(?:/[A-Za-z0-9._:/?=&-]*)?");

    private final Section section;
    private final String id;
    private final String models;

    /**
     * @param id unique on its page, and the same whenever the page is read
     * @param models where the pages of models are, as seen from this page
     */
    public CardTable(@NonNull Section section, @NonNull String id, @NonNull String models) {
        this.section = section;
        this.id = "table-" + id;
        this.models = models;
    }

    /** Which chart stands above the table; empty for none. */
    @NonNull
    public String getChart() {
        return section.chart().map(chart -> chart.kind()).orElse("");
    }

    /** What the chart draws. */
    @NonNull
    public String getModel() {
        return section.chart().map(chart -> Json.compact(chart.drawn())).orElse("");
    }

    @NonNull
    public String getChartLabel() {
        return section.chart().map(chart -> chart.label()).orElse("");
    }

    /** Room for one chart, or for several beside each other. */
    @NonNull
    public String getChartClass() {
        String chart = getChart();
        return chart.equals("course") ? "model-delivery-charts" : "model-delivery-chart model-delivery-chart--" + chart;
    }

    @NonNull
    public String getCaption() {
        return section.title();
    }

    /** As sentences begin; figures have none. */
    @NonNull
    public List<String> getHeadings() {
        return section.headings().stream()
                .map(heading -> heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1))
                .toList();
    }

    /** Whether each row is a name and a value. */
    public boolean isFigures() {
        return section.hasFigures();
    }

    /** All, or where they are too many, the worst first. */
    @NonNull
    public List<List<ShownCell>> getRows() {
        Stream<List<Cell>> shown = getHidden() == 0
                ? section.rows().stream()
                : section.rows().stream()
                        .sorted(Comparator.comparingInt(CardTable::badness).reversed())
                        .limit(MOST_ROWS);
        return shown.map(row ->
                        row.stream().map(cell -> new ShownCell(cell, models)).toList())
                .toList();
    }

    /** How many rows are not shown. */
    public int getHidden() {
        return Math.max(0, section.rows().size() - MOST_ROWS);
    }

    /** Of its worst verdict; 0 where a row has none. */
    private static int badness(List<Cell> row) {
        return row.stream()
                .flatMap(cell -> cell.verdict().stream())
                .mapToInt(verdict -> verdict.ordinal() + 1)
                .max()
                .orElse(0);
    }

    /** Leads from places in the ledger to the pages that show them. */
    @NonNull
    public static List<Link> links(@NonNull List<Cell.Reference> references, @NonNull String models) {
        return references.stream()
                .map(reference -> new Link(reference.text(), address(reference.place(), models)))
                .toList();
    }

    private static String address(String place, String models) {
        return place.contains("://")
                ? place
                : models
                        + place.replaceFirst("/decisions/", "/decision?seq=")
                                .replaceFirst("/evidence/([^/]*)/([^/]*)$", "/evidence/$1:$2/");
    }

    /** Unique on a page; for what belongs to the table. */
    @NonNull
    public String getId() {
        return id;
    }

    /** Whether there is so much that searching in it helps. */
    public boolean isFilterable() {
        return section.rows().size() > FEW && !section.hasFigures();
    }

    public boolean isEmpty() {
        return section.isEmpty();
    }

    /** Leads somewhere: to a place below this page, or to an address of HTTP; anything else is shown as text only. */
    public static final class Link {
        private final String text;
        private final String address;

        public Link(@NonNull String text, @NonNull String address) {
            this.text = text;
            this.address = address;
        }

        @NonNull
        public String getText() {
            return text;
        }

        /** Empty for an address that a browser should not be led to. */
        @NonNull
        public String getAddress() {
            boolean web = address.startsWith("https://") || address.startsWith("http://");
            boolean own = RELATIVE.matcher(address).matches();
            return web || own ? address : "";
        }
    }

    /** A text, a badge, or links. */
    public static final class ShownCell {
        private final Cell cell;
        private final String models;

        private ShownCell(Cell cell, String models) {
            this.cell = cell;
            this.models = models;
        }

        /** What is not there is a dash, never a zero. */
        @NonNull
        public String getText() {
            return cell.text().isEmpty() ? Figures.ABSENT : cell.text();
        }

        /** {@code short} for what stays on one line, {@code long} for what may be broken anywhere, else empty. */
        @NonNull
        public String getShape() {
            if (cell.text().length() > LONG && cell.text().indexOf(' ') < 0) {
                return "long";
            }
            return cell.text().length() <= SHORT ? "short" : "";
        }

        @NonNull
        public List<Link> getLinks() {
            return links(cell.references(), models);
        }

        /** {@code pass}, {@code fail} or {@code inconclusive} for a badge, else empty. */
        @NonNull
        public String getTone() {
            return cell.verdict().map(Verdict::name).orElse("").toLowerCase(Locale.ROOT);
        }
    }
}
