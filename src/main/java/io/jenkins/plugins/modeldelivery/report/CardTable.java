package io.jenkins.plugins.modeldelivery.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table, ready to be shown: a caption, column headings and rows of texts, verdicts and links. */
public final class CardTable {
    private static final int FEW = 10;
    private static final int SHORT = 24;
    private static final int LONG = 60;
    /** No colon before the first slash, so that no scheme hides in it. */
    private static final Pattern RELATIVE =
            Pattern.compile("(?:\\.\\./)*[A-Za-z0-9][A-Za-z0-9._?=&-]*(?:/[A-Za-z0-9._:/?=&-]*)?");

    private final String caption;
    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();
    private String id;
    private String chart = "";
    private String model = "";
    private String label = "";

    public CardTable(String caption, String... headings) {
        this.caption = caption;
        this.headings = List.of(headings);
        id = "table-" + Integer.toHexString(caption.hashCode());
    }

    /** Adds a row of texts, {@link Verdict}s, {@link Tag}s, and lists of {@link Link}s, as many as there are headings. */
    public CardTable row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        }
        List<Cell> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(new Cell(cell));
        }
        rows.add(row);
        return this;
    }

    /**
     * Draws the table's numbers above it.
     *
     * @param kind as {@code charts.js} calls it
     * @param json what it draws
     * @param words what it shows, for who cannot see it
     */
    @NonNull
    public CardTable drawn(@NonNull String kind, @NonNull String json, @NonNull String words) {
        chart = kind;
        model = json;
        label = words;
        return this;
    }

    /** Makes its id unique on a page with several tables of that caption, and the same whenever the page is read. */
    @NonNull
    CardTable within(String place) {
        id = "table-" + place;
        return this;
    }

    /** Which chart stands above the table; empty for none. */
    @NonNull
    public String getChart() {
        return chart;
    }

    /** What the chart draws. */
    @NonNull
    public String getModel() {
        return model;
    }

    @NonNull
    public String getChartLabel() {
        return label;
    }

    /** Room for one chart, or for several beside each other. */
    @NonNull
    public String getChartClass() {
        return chart.equals("course") ? "model-delivery-charts" : "model-delivery-chart model-delivery-chart--" + chart;
    }

    /** The same without columns that have nothing to say in any row. */
    @NonNull
    public CardTable withoutAbsentColumns() {
        int[] kept = IntStream.range(0, headings.size())
                .filter(column -> rows.stream().anyMatch(row -> row.get(column).isPresent()))
                .toArray();
        CardTable table = new CardTable(
                caption, IntStream.of(kept).mapToObj(headings::get).toArray(String[]::new));
        table.drawn(chart, model, label);
        rows.forEach(row -> table.rows.add(IntStream.of(kept).mapToObj(row::get).toList()));
        return table;
    }

    @NonNull
    public String getCaption() {
        return caption;
    }

    @NonNull
    public List<String> getHeadings() {
        return headings;
    }

    @NonNull
    public List<List<Cell>> getRows() {
        return List.copyOf(rows);
    }

    /** Unique on a page; for what belongs to the table. */
    @NonNull
    public String getId() {
        return id;
    }

    /** Whether there is so much that searching in it helps. */
    public boolean isFilterable() {
        return rows.size() > FEW;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * A word that is shown as a badge.
     *
     * @param tone {@code pass}, {@code fail}, {@code inconclusive}, or empty
     */
    public record Tag(String text, String tone) {}

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
    public static final class Cell {
        private final String text;
        private final String tone;
        private final List<Link> links;

        private Cell(Object value) {
            links = value instanceof List<?> list
                    ? list.stream().map(Link.class::cast).toList()
                    : List.of();
            Tag tag = value instanceof Tag given
                    ? given
                    : new Tag(
                            value instanceof List ? "" : String.valueOf(value),
                            value instanceof Verdict verdict ? verdict.name().toLowerCase(Locale.ROOT) : "");
            text = tag.text();
            tone = tag.tone();
        }

        public String getText() {
            return text;
        }

        /** {@code short} for what stays on one line, {@code long} for what may be broken anywhere, else empty. */
        @NonNull
        public String getShape() {
            if (text.length() > LONG && text.indexOf(' ') < 0) {
                return "long";
            }
            return text.length() <= SHORT ? "short" : "";
        }

        public List<Link> getLinks() {
            return links;
        }

        private boolean isPresent() {
            return !links.isEmpty() || !text.isEmpty() && !text.equals(Figures.ABSENT);
        }

        /** {@code pass}, {@code fail} or {@code inconclusive} for a badge, else empty. */
        public String getTone() {
            return tone;
        }
    }
}
