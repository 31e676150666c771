package io.jenkins.plugins.modeldelivery.promotion;

/** A delivery's report for people. */
final class DeliveryText {
    private DeliveryText() {}

    static String plain(Delivery d) {
        String before =
                d.draft().from().map(f -> " (before: " + f.version() + ")").orElse("");
        StringBuilder text = new StringBuilder(
                d.verdict() + "  " + d.outcome() + ": " + d.draft().model() + " "
                        + d.draft().to().version() + " in " + d.draft().environment() + before + "\n");
        text.append("  image     ").append(d.image()).append('\n');
        text.append("  decision  ").append(d.operation()).append('\n');
        d.liveShift().ifPresent(line -> text.append("  live      ").append(line).append('\n'));
        d.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        d.consequences().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    static String markdown(Delivery d) {
        StringBuilder text = new StringBuilder("**" + d.verdict() + "** " + d.outcome() + ": `"
                + d.draft().model() + "` `" + d.draft().to().version() + "` in `"
                + d.draft().environment() + "`\n\n- image `" + d.image() + "`\n- decision `" + d.operation() + "`\n");
        d.liveShift().ifPresent(line -> item(text, line));
        d.reasons().forEach(reason -> item(text, reason));
        d.consequences().forEach(line -> item(text, line));
        return text.toString();
    }

    private static void item(StringBuilder text, String line) {
        text.append("- ").append(line.replace("<", "&lt;")).append('\n');
    }
}
