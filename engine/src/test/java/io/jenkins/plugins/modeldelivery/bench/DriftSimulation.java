package io.jenkins.plugins.modeldelivery.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.Locale;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The table of false alarms and power in {@code docs/statistics.md}: {@code DriftSimulation [seeds] [seeds of 768 columns]
 * [scenario ...]}. Each seed draws two samples and tests them once with 999 permutations; the test with sigma alone is the
 * ladder's middle, on the same permutations. Ends with 1 where a claim does not hold: more false alarms than a valid test
 * gives once in 10,000 tables, or power clearly more than two points below that of sigma alone.
 */
public final class DriftSimulation {
    private static final int PERMUTATIONS = 999;
    private static final double LEAST_CHANCE = 1e-4;
    private static final double POINTS_GIVEN_UP = 0.02;
    private static final int STANDARD_ERRORS = 3;

    /** How often the ladder and sigma alone rejected at 0.05 and at 0.01, and only one of the two at 0.05. */
    record Rates(int seeds, int ladder05, int ladder01, int single05, int single01, int onlyLadder, int onlySingle) {
        double difference() {
            return (double) (onlyLadder - onlySingle) / seeds;
        }

        /** Of the difference of two rates on the same samples. */
        double standardError() {
            double apart = onlyLadder + onlySingle;
            return Math.sqrt(apart / seeds - difference() * difference()) / Math.sqrt(seeds);
        }

        boolean keepsItsLevel() {
            return chance(ladder05, seeds, 0.05) > LEAST_CHANCE && chance(ladder01, seeds, 0.01) > LEAST_CHANCE;
        }

        /** P(X >= rejected) for X ~ Binomial(seeds, alpha). */
        static double chance(int rejected, int seeds, double alpha) {
            return BinomialDistribution.of(seeds, alpha).survivalProbability(rejected - 1);
        }

        boolean keepsItsPower() {
            return difference() >= -POINTS_GIVEN_UP - STANDARD_ERRORS * standardError();
        }
    }

    private DriftSimulation() {}

    public static void main(String[] args) throws Exception {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int wideSeeds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        System.out.println(
                "| scenario | n / m | columns | seeds | ladder at .05 | at .01 | sigma alone at .05 | at .01 | "
                        + "ladder less sigma alone |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        boolean holds = true;
        for (Scenario scenario : Scenario.values()) {
            if (isWanted(scenario, args)) {
                Rates rates = simulate(scenario, scenario.isWide() ? wideSeeds : seeds, PERMUTATIONS);
                System.out.println(row(scenario, rates));
                holds &= scenario.isNull() ? rates.keepsItsLevel() : rates.keepsItsPower();
            }
        }
        if (!holds) {
            System.err.println("DriftSimulation: false alarms above the level, or power lost against sigma alone");
            System.exit(1);
        }
    }

    private static boolean isWanted(Scenario scenario, String... args) {
        boolean wanted = args.length <= 2;
        for (int i = 2; i < args.length; i++) {
            wanted |= args[i].equals(scenario.name());
        }
        return wanted;
    }

    private static String row(Scenario scenario, Rates rates) {
        return String.format(
                Locale.ROOT,
                "| %s | %d / %d | %d | %d | %.3f | %.3f | %.3f | %.3f | %+.3f ± %.3f |",
                scenario.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                scenario.n,
                scenario.m,
                scenario.width,
                rates.seeds(),
                (double) rates.ladder05() / rates.seeds(),
                (double) rates.ladder01() / rates.seeds(),
                (double) rates.single05() / rates.seeds(),
                (double) rates.single01() / rates.seeds(),
                rates.difference(),
                rates.standardError());
    }

    static Rates simulate(Scenario scenario, int seeds, int permutations) throws Exception {
        int[] counts = new int[6];
        for (int seed = 0; seed < seeds; seed++) {
            JsonNode report = report(scenario, seed, permutations);
            double ladder = report.get("p_value").doubleValue();
            double single = report.get("ladder").get(2).get("p_value").doubleValue();
            boolean[] rejected = {
                reaches(ladder, 0.05),
                reaches(ladder, 0.01),
                reaches(single, 0.05),
                reaches(single, 0.01),
                reaches(ladder, 0.05) && !reaches(single, 0.05),
                reaches(single, 0.05) && !reaches(ladder, 0.05)
            };
            for (int i = 0; i < counts.length; i++) {
                counts[i] += rejected[i] ? 1 : 0;
            }
        }
        return new Rates(seeds, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private static boolean reaches(double p, double alpha) {
        return p <= alpha + 1e-9;
    }

    private static JsonNode report(Scenario scenario, int seed, int permutations) throws Exception {
        DriftOptions options =
                DriftFixture.options("alpha", 0.05, "permutations", permutations, "seed", seed, "threads", 1);
        return DriftTest.compare(scenario.draw(seed, 0), scenario.draw(seed, 1), options, Progress.NONE)
                .toJson();
    }
}
