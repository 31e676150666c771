package io.jenkins.plugins.modeldelivery.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several views that were tested on the same permutations: the least p-value over all of them and their bandwidths is ranked among the
 * same least values of the permutations. So the whole has one exact level, and each view a p-value that holds for all of them at once
 * (Westfall and Young 1993).
 *
 * @param pValue of all views
 * @param adjusted of each view, as one of all
 * @param most which of them moved most: the least p-value, then the statistic farthest above its permutations
 */
record Together(double pValue, List<Double> adjusted, int most) {
    static Together of(List<Measurement> views) {
        if (views.size() == 1) {
            return new Together(views.get(0).pValue(), List.of(views.get(0).pValue()), 0);
        }
        List<double[]> each = views.stream().map(Measurement::least).toList();
        double[] all = new double[each.get(0).length];
        Arrays.setAll(all, b -> each.stream().mapToDouble(view -> view[b]).min().orElseThrow());
        List<Double> adjusted = new ArrayList<>();
        for (double[] view : each) {
            adjusted.add(share(all, view[0]));
        }
        int most = IntStream.range(0, views.size())
                .boxed()
                .min(Comparator.<Integer>comparingDouble(i -> each.get(i)[0])
                        .thenComparingDouble(i -> -views.get(i).standardized()))
                .orElseThrow();
        return new Together(share(all, all[0]), List.copyOf(adjusted), most);
    }

    /** How many of the values are at most a given one, which is among them or above one that is. */
    private static double share(double[] values, double most) {
        return (double) Arrays.stream(values).filter(value -> value <= most).count() / values.length;
    }
}
