package io.jenkins.plugins.modeldelivery.traffic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metric {@code http_server_requests_seconds} by status, as text with classic buckets and as the protobuf message
 * {@code io.prometheus.client.MetricFamily} with a native histogram of schema 4, written by hand.
 */
final class Exposition {
    private static final String NAME = "http_server_requests_seconds";
    private static final int SCHEMA = 4;
    private static final double[] EDGES = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};

    private static final class Series {
        private final TreeMap<Integer, Long> buckets = new TreeMap<>();
        private final long[] classic = new long[EDGES.length];
        private long count;
        private double sum;
    }

    private final Map<String, Series> byStatus = new TreeMap<>();

    /** A server that has answered nothing yet shows a zero, as libraries do that know their labels. */
    Exposition() {
        byStatus.put("200", new Series());
    }

    synchronized void observe(String status, double seconds) {
        Series series = byStatus.computeIfAbsent(status, s -> new Series());
        series.count++;
        series.sum += seconds;
        // index i holds (2^((i-1)/2^schema), 2^(i/2^schema)]
        series.buckets.merge((int) Math.ceil(Math.log(seconds) / Math.log(2) * (1 << SCHEMA)), 1L, Long::sum);
        for (int i = 0; i < EDGES.length; i++) {
            series.classic[i] += seconds <= EDGES[i] ? 1 : 0;
        }
    }

    synchronized byte[] text() {
        StringBuilder text = new StringBuilder("# TYPE " + NAME + " histogram\n");
        byStatus.forEach((status, series) -> {
            for (int i = 0; i < EDGES.length; i++) {
                text.append(
                        "%s_bucket{status=\"%s\",le=\"%s\"} %d%n".formatted(NAME, status, EDGES[i], series.classic[i]));
            }
            text.append("%s_bucket{status=\"%s\",le=\"+Inf\"} %d%n".formatted(NAME, status, series.count));
            text.append("%s_sum{status=\"%s\"} %s%n".formatted(NAME, status, series.sum));
            text.append("%s_count{status=\"%s\"} %d%n".formatted(NAME, status, series.count));
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    synchronized byte[] protobuf() {
        Message family = new Message().text(1, NAME).text(2, "Requests").number(3, 4);
        byStatus.forEach((status, series) -> family.message(
                4,
                new Message()
                        .message(1, new Message().text(1, "status").text(2, status))
                        .message(7, histogram(series))));
        ByteArrayOutputStream delimited = new ByteArrayOutputStream();
        Message.varint(delimited, family.bytes().length);
        delimited.writeBytes(family.bytes());
        return delimited.toByteArray();
    }

    private static Message histogram(Series series) {
        Message histogram = new Message()
                .number(1, series.count)
                .real(2, series.sum)
                .number(5, Message.zigzag(SCHEMA))
                .real(6, 1e-12)
                .number(7, 0);
        int end = 0;
        long last = 0;
        boolean first = true;
        ByteArrayOutputStream deltas = new ByteArrayOutputStream();
        for (Map.Entry<Integer, Long> bucket : series.buckets.entrySet()) {
            int offset = first ? bucket.getKey() : bucket.getKey() - end;
            histogram.message(
                    12, new Message().number(1, Message.zigzag(offset)).number(2, 1));
            Message.varint(deltas, Message.zigzag(bucket.getValue() - last));
            last = bucket.getValue();
            end = bucket.getKey() + 1;
            first = false;
        }
        // without any bucket a span of no length still tells that it is a native histogram
        return series.buckets.isEmpty()
                ? histogram.message(12, new Message().number(1, 0).number(2, 0))
                : histogram.raw(13, deltas.toByteArray());
    }

    /** Protobuf's wire format, as much as this needs. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        Message number(int field, long value) {
            varint(out, (long) field << 3);
            varint(out, value);
            return this;
        }

        Message real(int field, double value) {
            varint(out, (long) field << 3 | 1);
            long bits = Double.doubleToLongBits(value);
            for (int i = 0; i < 8; i++) {
                out.write((int) (bits >>> 8 * i));
            }
            return this;
        }

        Message raw(int field, byte[] content) {
            varint(out, (long) field << 3 | 2);
            varint(out, content.length);
            out.writeBytes(content);
            return this;
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return raw(field, value.bytes());
        }

        static long zigzag(long value) {
            return value << 1 ^ value >> 63;
        }

        static void varint(ByteArrayOutputStream out, long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
