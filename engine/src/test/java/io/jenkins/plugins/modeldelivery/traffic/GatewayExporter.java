package io.jenkins.plugins.modeldelivery.traffic;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Metrics of a gateway or mesh in Prometheus' text format. Every counter first shows one amount and, after {@link #grow}, twice
 * that, so what happened meanwhile is the amount itself; what is {@link #born} shows only then.
 */
final class GatewayExporter implements AutoCloseable {
    private record Line(String series, long amount, boolean born) {}

    private final HttpServer server;
    private final List<Line> lines = new ArrayList<>();
    private volatile int times = 1;

    GatewayExporter() throws IOException {
        server = ScrapedModel.serve(exchange -> {
            try (exchange) {
                byte[] body = text().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private synchronized String text() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            if (!line.born() || times > 1) {
                text.append(line.series())
                        .append(' ')
                        .append(line.born() ? line.amount() : times * line.amount())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** @param labels as the exporter writes them, without braces */
    synchronized GatewayExporter counter(String name, String labels, long amount) {
        lines.add(new Line(name + "{" + labels + "}", amount, false));
        return this;
    }

    /** A series that is not there before its first event. */
    synchronized GatewayExporter born(String name, String labels, long amount) {
        lines.add(new Line(name + "{" + labels + "}", amount, true));
        return this;
    }

    /** @param amounts not cumulative, one for each edge and one above the last */
    synchronized GatewayExporter histogram(String name, String labels, double[] edges, long... amounts) {
        long sum = 0;
        for (int i = 0; i < amounts.length; i++) {
            sum += amounts[i];
            String le = i < edges.length ? String.format(Locale.ROOT, "%s", edges[i]) : "+Inf";
            counter(name + "_bucket", labels + ",le=\"" + le + "\"", sum);
        }
        return counter(name + "_count", labels, sum).counter(name + "_sum", labels, sum);
    }

    void grow() {
        times = 2;
    }

    RealPrometheus.Target target(String labels) {
        return new RealPrometheus.Target(server.getAddress().getPort(), labels);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
