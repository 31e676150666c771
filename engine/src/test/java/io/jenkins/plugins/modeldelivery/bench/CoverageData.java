package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.bench.CoverageSimulation.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Rows of a known distribution, alone, weighted or in groups. */
final class CoverageData {
    static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** The fields of one row, of the candidate or of candidate and baseline. */
    @FunctionalInterface
    interface Line {
        String[] draw(SplittableRandom random);
    }

    private CoverageData() {}

    static double gaussian(SplittableRandom random) {
        return NORMAL.inverseCumulativeProbability(random.nextDouble(1e-12, 1));
    }

    static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    static String answer(boolean right) {
        return "\"label\": \"a\", \"prediction\": \"" + (right ? "a" : "b") + "\"";
    }

    static String scored(boolean positive, double score) {
        return "\"label\": \"" + (positive ? "up" : "down") + "\", \"score\": " + score;
    }

    static String number(double label, double prediction) {
        return "\"label\": " + label + ", \"prediction\": " + prediction;
    }

    static String[] one(String fields) {
        return new String[] {fields};
    }

    static String[] both(String now, String before) {
        return new String[] {now, before};
    }

    private static void add(List<String> now, List<String> before, String[] fields, String more) {
        String start = "{\"id\": \"" + now.size() + "\", ";
        now.add(start + fields[0] + more + "}");
        if (fields.length > 1) {
            before.add(start + fields[1] + more + "}");
        }
    }

    static Rows plain(Line line) {
        return (random, n, now, before) -> IntStream.range(0, n).forEach(i -> add(now, before, line.draw(random), ""));
    }

    /** Weights that have nothing to do with the rows. */
    static Rows weighted(Line line) {
        return (random, n, now, before) -> IntStream.range(0, n)
                .forEach(i -> add(now, before, line.draw(random), ", \"w\": " + Math.exp(gaussian(random))));
    }

    /** Groups of 1 to 9 rows, of which three of ten are alike. */
    static Rows grouped(Line line) {
        return grouped(line, 9, 0.3, false);
    }

    /** Groups of 1 to {@code most} rows; {@code alike}: the share of rows that repeat their group's first draw. */
    static Rows grouped(Line line, int most, double alike, boolean weighs) {
        return (random, n, now, before) -> {
            for (int group = 0; now.size() < n; group++) {
                String[] shared = line.draw(random);
                int size = random.nextInt(1, most + 1);
                for (int i = 0; i < size; i++) {
                    String[] fields = random.nextDouble() < alike ? shared : line.draw(random);
                    String weight = weighs ? ", \"w\": " + Math.exp(gaussian(random)) : "";
                    add(now, before, fields, ", \"g\": " + group + weight);
                }
            }
        };
    }

    /** Requests of a traffic in which input r is asked for 1/r as often as the first; every tenth is answered worse. */
    record Traffic(double worse, double better) {
        private static final int INPUTS = 1000;

        private double right(int input) {
            return input % 10 == 3 ? worse : better;
        }

        double truth() {
            double all = 0;
            double right = 0;
            for (int i = 0; i < INPUTS; i++) {
                all += 1.0 / (i + 1);
                right += right(i) / (i + 1);
            }
            return right / all;
        }

        Rows rows() {
            double[] reached = new double[INPUTS];
            double all = 0;
            for (int i = 0; i < INPUTS; i++) {
                all += 1.0 / (i + 1);
                reached[i] = all;
            }
            return (random, n, now, before) -> {
                int[] times = new int[INPUTS];
                for (int i = 0; i < n; i++) {
                    int at = Arrays.binarySearch(reached, random.nextDouble() * reached[INPUTS - 1]);
                    times[at < 0 ? -1 - at : at]++;
                }
                for (int i = 0; i < INPUTS; i++) {
                    if (times[i] > 0) {
                        String fields = answer(random.nextDouble() < right(i)) + ", \"drawn\": " + times[i];
                        add(now, before, one(fields), "");
                    }
                }
            };
        }
    }

    /** Three classes of 0.5, 0.3 and 0.2 of the rows; a wrong row is given to either of the others. */
    record Classes(double a, double b, double c) {
        private static final double[] SHARE = {0.5, 0.3, 0.2};

        private double right(int k) {
            return k == 0 ? a : k == 1 ? b : c;
        }

        private double predicted(int k) {
            return IntStream.range(0, 3)
                    .mapToDouble(label -> SHARE[label] * (label == k ? right(k) : (1 - right(label)) / 2))
                    .sum();
        }

        double accuracy() {
            return IntStream.range(0, 3).mapToDouble(k -> SHARE[k] * right(k)).sum();
        }

        double balanced() {
            return (a + b + c) / 3;
        }

        double precision() {
            return SHARE[0] * a / predicted(0);
        }

        /** Of the first class. */
        double fBeta(double beta) {
            double square = beta * beta;
            return (1 + square) * SHARE[0] * a / (square * SHARE[0] + predicted(0));
        }

        double macro() {
            return IntStream.range(0, 3)
                    .mapToDouble(k -> 2 * SHARE[k] * right(k) / (SHARE[k] + predicted(k)))
                    .average()
                    .orElseThrow();
        }

        private String fields(int label, double u) {
            double right = right(label);
            int given = u < right ? label : (label + (u < right + (1 - right) / 2 ? 1 : 2)) % 3;
            return "\"label\": \"" + "abc".charAt(label) + "\", \"prediction\": \"" + "abc".charAt(given) + "\"";
        }

        private static int label(SplittableRandom random) {
            double u = random.nextDouble();
            return u < SHARE[0] ? 0 : u < SHARE[0] + SHARE[1] ? 1 : 2;
        }

        Line line() {
            return random -> one(fields(label(random), random.nextDouble()));
        }

        /** Both versions on the same rows: seven of ten times they are right or wrong for the same reason. */
        Line with(Classes baseline) {
            return random -> {
                int label = label(random);
                double u = random.nextDouble();
                double other = random.nextDouble() < 0.7 ? u : random.nextDouble();
                return both(fields(label, u), baseline.fields(label, other));
            };
        }
    }

    /** Scores that lie {@code distance} standard deviations higher where the row is positive. */
    static Line separated(double share, double distance) {
        return random -> {
            boolean positive = random.nextDouble() < share;
            return one(scored(positive, gaussian(random) + (positive ? distance : 0)));
        };
    }

    static double auc(double distance) {
        return NORMAL.cumulativeProbability(distance / Math.sqrt(2));
    }

    static double averagePrecision(double distance, double share) {
        double sum = 0;
        for (double s = -8; s < 10; s += 0.001) {
            double recalled = share * NORMAL.survivalProbability(s - distance);
            double all = recalled + (1 - share) * NORMAL.survivalProbability(s);
            sum += all > 0 ? 0.001 * NORMAL.density(s - distance) * recalled / all : 0;
        }
        return sum;
    }

    /** Three classes; any three probabilities are as likely as any other, and true. */
    static Line probabilities() {
        return random -> {
            double[] p = {exponential(random), exponential(random), exponential(random)};
            double all = p[0] + p[1] + p[2];
            double u = random.nextDouble() * all;
            int label = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
            return one("\"label\": \"%s\", \"scores\": {\"a\": %s, \"b\": %s, \"c\": %s}"
                    .formatted("abc".charAt(label), p[0] / all, p[1] / all, 1 - p[0] / all - p[1] / all));
        };
    }

    /** Each of three labels is there in half of the rows, and told right in 0.8. */
    static Line sets() {
        return random -> {
            StringBuilder label = new StringBuilder();
            StringBuilder given = new StringBuilder();
            for (String name : List.of("x", "y", "z")) {
                boolean there = random.nextBoolean();
                boolean told = random.nextDouble() < 0.8 == there;
                label.append(there ? (label.isEmpty() ? "" : ", ") + "\"" + name + "\"" : "");
                given.append(told ? (given.isEmpty() ? "" : ", ") + "\"" + name + "\"" : "");
            }
            return one("\"label\": [" + label + "], \"prediction\": [" + given + "]");
        };
    }

    /** The mean overlap of {@link #sets()}: of each label, in both 0.4, in one of them 0.2, in none 0.4. */
    static double overlap() {
        double sum = 0;
        for (int in = 0; in <= 3; in++) {
            for (int one = 0; in + one <= 3; one++) {
                int none = 3 - in - one;
                double ways = 6.0 / (factorial(in) * factorial(one) * factorial(none));
                double likely = ways * Math.pow(0.4, in) * Math.pow(0.2, one) * Math.pow(0.4, none);
                sum += likely * (in + one == 0 ? 1 : (double) in / (in + one));
            }
        }
        return sum;
    }

    private static int factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    /** Ten documents in any order, of which two are relevant, one of them three times as much. */
    static Line ranking() {
        return random -> {
            int[] order = IntStream.range(0, 10).toArray();
            for (int i = 9; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
            StringBuilder given = new StringBuilder();
            for (int doc : order) {
                given.append(given.isEmpty() ? "" : ", ")
                        .append("\"d")
                        .append(doc)
                        .append('"');
            }
            return one("\"label\": {\"d0\": 3, \"d1\": 1}, \"prediction\": [" + given + "]");
        };
    }

    /** Ids with {@code trials} answers; how often an id is answered right is uniform. */
    static Rows trials(int trials) {
        return (random, ids, now, before) -> {
            for (int id = 0; id < ids; id++) {
                double p = random.nextDouble();
                for (int trial = 0; trial < trials; trial++) {
                    now.add("{\"id\": \"" + id + "\", " + answer(random.nextDouble() < p) + ", \"trial\": " + trial
                            + "}");
                }
            }
        };
    }
}
