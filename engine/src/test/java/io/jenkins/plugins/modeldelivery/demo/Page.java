package io.jenkins.plugins.modeldelivery.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One HTML file with everything in it: no script, nothing loaded. */
final class Page {
    private static final int WIDTH = 460;
    private static final int ROW = 26;

    private Page() {}

    static String of(List<Chapter> chapters, Figures figures, String ledgerLog) {
        StringBuilder html = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Model Delivery: the story</title>
                <style>
                :root { color-scheme: light dark; font-family: sans-serif; }
                body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
                table { border-collapse: collapse; width: 100%; }
                td, th { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid gray; }
                pre { overflow-x: auto; font-size: 80%; }
                svg text { fill: currentColor; font-size: 13px; } svg rect { fill: steelblue; }
                </style></head><body><h1>Model Delivery: the story</h1>
                <p>Every number was measured in this run.</p>
                """);
        html.append("<table><tr><th>step</th><th>outcome</th><th>what was seen</th></tr>\n");
        for (Chapter chapter : chapters) {
            html.append("<tr><td>").append(escape(chapter.what())).append("</td><td><b>");
            html.append(escape(chapter.outcome())).append("</b></td><td>");
            chapter.lines().forEach(line -> html.append(escape(line)).append("<br>"));
            html.append("</td></tr>\n");
        }
        html.append("</table>\n");
        chart(html, "Digits read right (share)", figures.accuracy);
        chart(html, "Shift of the eval set against live requests (MMD², 0 is none)", figures.shift);
        chart(html, "p95 latency under live traffic (ms)", figures.p95);
        html.append("<h2>The ledger's decisions</h2>\n<pre>").append(escape(ledgerLog));
        return html.append("</pre>\n</body></html>\n").toString();
    }

    private static void chart(StringBuilder html, String title, Map<String, Double> bars) {
        double most =
                bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        html.append("<h2>").append(escape(title)).append("</h2>\n<svg role=\"img\" aria-label=\"");
        html.append(escape(title))
                .append("\" width=\"820\" height=\"")
                .append(ROW * bars.size())
                .append("\">\n");
        int y = 0;
        for (Map.Entry<String, Double> bar : bars.entrySet()) {
            double width = most > 0 ? Math.max(1, WIDTH * bar.getValue() / most) : 1;
            html.append(String.format(
                    Locale.ROOT,
                    "<text x=\"0\" y=\"%d\">%s</text><rect x=\"270\" y=\"%d\" width=\"%.1f\" height=\"18\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.4g</text>%n",
                    y + 15,
                    escape(bar.getKey()),
                    y + 1,
                    width,
                    278 + width,
                    y + 15,
                    bar.getValue()));
            y += ROW;
        }
        html.append("</svg>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
