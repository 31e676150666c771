package io.jenkins.plugins.modeldelivery.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The table of texts in {@code docs/statistics.md}: {@code TextSimulation FILE [runs]}, where FILE is the training set of BANKING77 (Casanueva et
 * al. 2020; CC BY 4.0), {@code text,category}. Each run draws 300 against 300 questions, changes the second half, and tests their n-grams at 0.05.
 */
public final class TextSimulation {
    private static final int ROWS = 300;
    private static final double ALPHA = 0.05;

    private record Question(String text, int category) {}

    /** What happens to the current questions. */
    private enum Change {
        NONE,
        ONE_OF_77_INTENTS_MAKES_10_PERCENT,
        TEN_OF_77_INTENTS_TWICE_AS_OFTEN,
        HALF_OF_THE_INTENTS_NEVER_COME,
        A_FIFTH_WITH_TWO_LETTERS_SWAPPED,
        A_FIFTH_SHOUTED,
        A_FIFTH_WITH_A_GREETING;

        private boolean leavesOut(Question question, SplitMix random) {
            return switch (this) {
                case TEN_OF_77_INTENTS_TWICE_AS_OFTEN -> question.category >= 10 && random.nextInt(2) == 0;
                case HALF_OF_THE_INTENTS_NEVER_COME -> question.category % 2 == 0;
                default -> false;
            };
        }

        private String text(Question question, int row, SplitMix random) {
            String text = question.text;
            boolean isOfAFifth = row % 5 == 0;
            return switch (this) {
                case A_FIFTH_WITH_TWO_LETTERS_SWAPPED -> isOfAFifth ? swapped(text, random) : text;
                case A_FIFTH_SHOUTED -> isOfAFifth ? text.toUpperCase(Locale.ROOT) + "!!!" : text;
                case A_FIFTH_WITH_A_GREETING -> isOfAFifth ? "Hi there, " + text : text;
                default -> text;
            };
        }

        private static String swapped(String text, SplitMix random) {
            int at = random.nextInt(Math.max(1, text.length() - 1));
            return text.length() < 2
                    ? text
                    : text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
        }
    }

    private final List<Question> questions;
    private final Path directory;

    private TextSimulation(List<Question> questions, Path directory) {
        this.questions = questions;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("TextSimulation needs the training set of BANKING77");
            System.exit(2);
        }
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        TextSimulation simulation = new TextSimulation(read(Path.of(args[0])), Files.createTempDirectory("texts"));
        System.out.println("| questions, " + ROWS + " against " + ROWS + ", " + runs + " runs at 0.05 | text |");
        System.out.println("| --- | --- |");
        for (Change change : Change.values()) {
            int rejected = 0;
            for (int seed = 0; seed < runs; seed++) {
                rejected += simulation.test(change, seed) <= ALPHA ? 1 : 0;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f |%n",
                    change.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    (double) rejected / runs);
        }
    }

    private static List<Question> read(Path file) throws Exception {
        List<NamedCsvRecord> records = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            reader.forEach(records::add);
        }
        TreeSet<String> categories = new TreeSet<>();
        records.forEach(record -> categories.add(record.getField("category")));
        return records.stream()
                .map(record -> new Question(
                        record.getField("text"),
                        categories.headSet(record.getField("category")).size()))
                .toList();
    }

    private double test(Change change, int seed) throws Exception {
        SplitMix random = new SplitMix(seed, change.ordinal());
        int[] order = new int[questions.size()];
        Arrays.setAll(order, i -> i);
        random.chooseFirst(order, order.length);
        List<String> reference = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (int i = 0; i < order.length && current.size() < ROWS; i++) {
            Question question = questions.get(order[i]);
            if (reference.size() < ROWS) {
                reference.add(question.text);
            } else if (!change.leavesOut(question, random)) {
                current.add(change.text(question, current.size(), random));
            }
        }
        if (change == Change.ONE_OF_77_INTENTS_MAKES_10_PERCENT) {
            List<Question> one = questions.stream()
                    .filter(question -> question.category == seed % 77)
                    .toList();
            for (int i = 0; i < current.size() / 10; i++) {
                current.set(i, one.get(random.nextInt(one.size())).text);
            }
        }
        DriftOptions options =
                DriftFixture.options("alpha", ALPHA, "permutations", 199, "seed", seed, "threads", 1, "text", "input");
        return DriftTest.compare(vectors(reference, options), vectors(current, options), options, Progress.NONE)
                .pValue()
                .orElseThrow();
    }

    private Vectors vectors(List<String> texts, DriftOptions options) throws Exception {
        Path file = Files.write(
                directory.resolve("rows.jsonl"),
                texts.stream()
                        .map(text -> Json.compact(Json.tree(Map.of("input", text))))
                        .toList());
        return VectorFile.read(file, options.reading(), Progress.NONE);
    }
}
