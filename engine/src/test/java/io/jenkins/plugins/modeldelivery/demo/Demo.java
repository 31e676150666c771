package io.jenkins.plugins.modeldelivery.demo;

import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.rendering.TextPrinter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./dev demo}. */
public final class Demo {
    private static final String USAGE = "usage: ./dev demo [--keep] [--window SECONDS]";

    private Demo() {}

    /** @param args the directory to work in, then {@code --keep} and {@code --window SECONDS} */
    public static void main(String[] args) throws Exception {
        boolean keep = false;
        int window = 6;
        for (int i = 1; i < args.length; i++) {
            if (args[i].equals("--keep")) {
                keep = true;
            } else if (args[i].equals("--window") && i + 1 < args.length && args[i + 1].matches("[1-9]\\d{0,2}")) {
                window = Integer.parseInt(args[++i]);
            } else {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
        Path directory = Path.of(args[0]).toAbsolutePath().normalize();
        remove(directory);
        Files.createDirectories(directory);
        long begin = System.nanoTime();
        run(Settings.of(directory, Duration.ofSeconds(window)), System.out);
        Path ledger = directory.resolve("ledger");
        System.out.println("\nreport: " + directory.resolve("report.html"));
        if (keep) {
            System.out.println("ledger: java -jar " + directory.resolveSibling("model-delivery.jar") + " ledger log "
                    + Stage.MODEL + " --ledger " + ledger);
        } else {
            remove(ledger);
        }
        System.out.println("took " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
        System.exit(0); // the HTTP clients' threads would linger for a minute
    }

    /** Tells the story and writes {@code report.html}; gives back its chapters. */
    static List<Chapter> run(Settings settings, PrintStream out) throws Exception {
        out.println(
                "1,797 handwritten digits (UCI, CC BY 4.0), softmax regression trained now; simulated cluster, real HTTP");
        out.printf(
                "traffic test: window %d s instead of 300 s (--window; longer where undecided), share %.0f %%, p95 at most +%.0f %%%n",
                settings.window().toSeconds(), 100 * Settings.SHARE, 100 * Settings.P95_INCREASE);
        try (Stage stage = new Stage(settings.directory().resolve("ledger"))) {
            Story story = new Story(settings, stage, chapter -> {
                out.printf("%n%-15s %s%n", chapter.what(), chapter.outcome());
                chapter.lines().forEach(line -> out.println("  " + line));
            });
            story.tell();
            String log = log(stage);
            out.print("\nledger log\n" + log);
            Files.writeString(settings.directory().resolve("report.html"), Page.of(story.chapters, story.figures, log));
            return story.chapters;
        }
    }

    private static String log(Stage stage) throws Exception {
        Section.Builder table = Section.table("", "seq", "time", "kind", "from", "to", "drift", "reason");
        for (Decision d : stage.ledger.decisions().tail(Stage.MODEL, 50)) {
            table.row(
                    Long.toString(d.seq()),
                    d.time().toString(),
                    d.kind().name(),
                    d.from().map(from -> from.version()).orElse("-"),
                    d.to().version(),
                    d.drift().map(Enum::name).orElse("-"),
                    d.draft().reason());
        }
        return TextPrinter.print(table.end());
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
