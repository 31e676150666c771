package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads a stream to its end, so that its writer never waits, and keeps the last lines. */
final class StreamTail {
    private static final int LINES = 20;
    private static final int LONGEST = 500;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread reader;

    StreamTail(InputStream in) {
        reader = new Thread(() -> read(in), "model-delivery process stderr");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream in) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            char[] buffer = new char[LONGEST];
            StringBuilder line = new StringBuilder();
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        keep(line);
                    } else if (line.length() < LONGEST) {
                        line.append(buffer[i]);
                    }
                }
            }
            keep(line);
        } catch (IOException e) {
            keep(new StringBuilder("(standard error broke off: " + e.getMessage() + ")"));
        }
    }

    private void keep(StringBuilder line) {
        String text = PlainText.oneLine(line.toString());
        line.setLength(0);
        if (!text.isEmpty()) {
            synchronized (lines) {
                lines.addLast(text);
                if (lines.size() > LINES) {
                    lines.removeFirst();
                }
            }
        }
    }

    /** Waits until the stream has ended, at most this long. */
    void await(Duration longest) throws InterruptedException {
        reader.join(longest.toMillis());
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
