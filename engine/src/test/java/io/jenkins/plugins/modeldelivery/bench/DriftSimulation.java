package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.Locale;

/**
 * The table of false alarms and power in {@code docs/statistics.md}: {@code DriftSimulation [null seeds] [power seeds]}.
 * Each seed draws two samples and tests them with the ladder and with the pooled median alone, 199 permutations.
 */
public final class DriftSimulation {
    private static final int PERMUTATIONS = 199;

    /** How often each test rejected at 0.05 and at 0.01. */
    record Rates(int seeds, int ladder05, int ladder01, int single05, int single01) {}

    private DriftSimulation() {}

    public static void main(String[] args) throws Exception {
        int nullSeeds = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int powerSeeds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        System.out.println(
                "| scenario | n / m | seeds | ladder at .05 | ladder at .01 | single at .05 | single at .01 |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (Scenario scenario : Scenario.values()) {
            Rates rates = simulate(scenario, scenario.isNull ? nullSeeds : powerSeeds);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d / %d | %d | %.3f | %.3f | %.3f | %.3f |%n",
                    scenario.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    scenario.n,
                    scenario.m,
                    rates.seeds(),
                    (double) rates.ladder05() / rates.seeds(),
                    (double) rates.ladder01() / rates.seeds(),
                    (double) rates.single05() / rates.seeds(),
                    (double) rates.single01() / rates.seeds());
        }
    }

    static Rates simulate(Scenario scenario, int seeds) throws Exception {
        int[] counts = new int[4];
        for (int seed = 0; seed < seeds; seed++) {
            double ladder = pValue(scenario, seed, DriftOptions.Kind.LADDER);
            double single = pValue(scenario, seed, DriftOptions.Kind.SINGLE);
            double[] compared = {ladder, ladder, single, single};
            for (int i = 0; i < counts.length; i++) {
                counts[i] += compared[i] <= (i % 2 == 0 ? 0.05 : 0.01) + 1e-9 ? 1 : 0;
            }
        }
        return new Rates(seeds, counts[0], counts[1], counts[2], counts[3]);
    }

    private static double pValue(Scenario scenario, int seed, DriftOptions.Kind kind) throws Exception {
        DriftOptions options = DriftOptions.defaults()
                .withPermutations(PERMUTATIONS)
                .withSeed(seed)
                .withThreads(1)
                .withTest(kind);
        return DriftTest.compare(scenario.draw(seed, 0), scenario.draw(seed, 1), options, Progress.NONE)
                .pValue()
                .orElseThrow();
    }
}
