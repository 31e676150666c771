package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.regex.Pattern;

/** What depends on standing at a terminal: colour and progress. */
final class Terminal {
    private static final Pattern VERDICT = Pattern.compile("\\b(PASS|FAIL|INCONCLUSIVE)\\b");
    private static final Duration QUIET_START = Duration.ofSeconds(1);
    private static final Duration LINES = Duration.ofSeconds(10);
    private static final Duration REFRESH = Duration.ofMillis(200);

    private Terminal() {}

    static boolean showsColour() {
        return System.console() != null && System.getenv("NO_COLOR") == null;
    }

    /** Colours the verdict words of a text; the words stay, so nothing is told by colour alone. */
    static String colour(String text) {
        return VERDICT.matcher(text).replaceAll(match -> switch (match.group()) {
            case "PASS" -> "\u001b[32mPASS\u001b[0m";
            case "FAIL" -> "\u001b[31mFAIL\u001b[0m";
            default -> "\u001b[33mINCONCLUSIVE\u001b[0m";
        });
    }

    /** One line on standard error, rewritten in place, from the second second on; notes alone where nobody watches. */
    static Progress progress(boolean quiet) {
        if (quiet) {
            return Progress.NONE;
        }
        return System.console() == null ? new Notes(System.err) : new Line(System.err);
    }

    /** The same for what takes long: where there is no terminal, a line every ten seconds. */
    static Progress lastingProgress(boolean quiet) {
        return quiet || System.console() != null ? progress(quiet) : new Lines(System.err);
    }

    private static class Notes implements Progress {
        final PrintStream err;

        Notes(PrintStream err) {
            this.err = err;
        }

        @Override
        public void report(long done, long total, String unit) {
            // the result says it
        }

        @Override
        public void note(String line) {
            err.println("model-delivery: " + line);
        }
    }

    private static final class Lines extends Notes {
        private long next = System.nanoTime() + LINES.toNanos();

        Lines(PrintStream err) {
            super(err);
        }

        @Override
        public synchronized void report(long done, long total, String unit) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + LINES.toNanos();
                err.println("model-delivery: " + done + (total > 0 ? " of " + total : "") + " " + unit);
            }
        }
    }

    private static final class Line extends Notes {
        private final long begin = System.nanoTime();
        private long next = begin + QUIET_START.toNanos();

        Line(PrintStream err) {
            super(err);
        }

        @Override
        public synchronized void report(long done, long total, String unit) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + REFRESH.toNanos();
                String share = total > 0 ? " of " + total + " (" + 100 * done / total + " %)" : "";
                err.print("\r\u001b[K" + done + share + " " + unit);
                err.flush();
            }
            if (done == total && now - begin > QUIET_START.toNanos()) {
                err.print("\r\u001b[K");
            }
        }
    }
}
