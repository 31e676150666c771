package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Draws rows of distinct inputs from the candidates, in the order of their priorities, passing over near duplicates of drawn ones. */
final class Selection {
    private final LogFields fields;
    private final Optional<NearDuplicates> texts;
    private final Set<String> ids = new HashSet<>();
    private final List<SampledRow> rows = new ArrayList<>();
    private long nearDuplicates;
    private long takenIds;
    private long unreadable;

    private Selection(LogFields fields, RefreshPlan plan) {
        this.fields = fields;
        texts = plan.similarity().isPresent()
                ? Optional.of(new NearDuplicates(plan.similarity().getAsDouble()))
                : Optional.empty();
    }

    static Selected of(StratifiedReservoirs strata, LogFields fields, RefreshPlan plan) {
        Selection selection = new Selection(fields, plan);
        Map<String, Integer> left =
                new HashMap<>(StratifiedReservoirs.quotas(strata.distinct(), plan.rows(), plan.leastOfStratum()));
        List<StratifiedReservoirs.Drawn> second = new ArrayList<>();
        for (StratifiedReservoirs.Drawn drawn : strata.drawn()) {
            if (left.get(drawn.stratum()) <= 0) {
                second.add(drawn);
            } else if (selection.take(drawn)) {
                left.merge(drawn.stratum(), -1, Integer::sum);
            }
        }
        // where a stratum had too few, the others fill up
        for (StratifiedReservoirs.Drawn drawn : second) {
            if (selection.rows.size() >= plan.rows()) {
                break;
            }
            selection.take(drawn);
        }
        return new Selected(
                selection.rows,
                selection.nearDuplicates,
                selection.takenIds,
                selection.unreadable,
                selection.rows.size() < plan.rows(),
                Optional.empty());
    }

    private boolean take(StratifiedReservoirs.Drawn drawn) {
        Candidate candidate = drawn.candidate();
        if (ids.contains(candidate.id())) {
            takenIds++;
            return false;
        }
        JsonNode line;
        try {
            line = Json.parse(candidate.line(), "a log line");
        } catch (BadInputException e) {
            unreadable++; // in a part that the scan skips, for example broken UTF-8
            return false;
        }
        JsonNode input = line.at(fields.input());
        Optional<String> text = Shingles.textOf(input, fields.text());
        if (texts.isPresent() && text.isPresent()) {
            long[] shingles = Shingles.of(text.get());
            if (shingles.length > 0 && !texts.get().keep(shingles)) {
                nearDuplicates++;
                return false;
            }
        }
        ids.add(candidate.id());
        SampledRow row = SampledRow.of(candidate, line, fields, SampledRow.kept(line, fields), new TreeSet<>());
        fields.label().ifPresent(pointer -> SampledRow.label(row.labels(), line.at(pointer)));
        rows.add(row);
        return true;
    }

    /**
     * Finds texts that are nearly one that was kept: MinHash (Broder 1997) with 32 bands of 6 hashes names pairs to look at, and
     * the exact similarity of each named pair decides. So nothing is dropped in error; a pair of similarity s is overlooked with
     * probability (1 - s^6)^32: 6e-5 at 0.8, 3e-7 at 0.85, 3e-11 at 0.9. SimHash was not taken: its distance is not a
     * similarity that can be checked, and it is unreliable on the short texts that requests are.
     */
    static final class NearDuplicates {
        static final int BANDS = 32;
        static final int ROWS = 6;
        private static final int NONE = -1;

        private final double threshold;
        private final List<long[]> kept = new ArrayList<>();
        private long[] keys = new long[1 << 12];
        private int[] owners = new int[1 << 12];
        private int size;

        /** @param threshold least similarity of near duplicates, in (0, 1] */
        NearDuplicates(double threshold) {
            this.threshold = threshold;
            Arrays.fill(owners, NONE);
        }

        /** Keeps a text unless it is nearly one that was kept before. */
        boolean keep(long[] shingles) {
            boolean isNew = near(shingles).isEmpty();
            if (isNew) {
                add(shingles);
            }
            return isNew;
        }

        /** The kept texts that it is nearly, by the order in which they were kept. */
        SortedSet<Integer> near(long[] shingles) {
            SortedSet<Integer> near = new TreeSet<>();
            for (long band : bands(shingles)) {
                for (int slot = slot(band); owners[slot] != NONE; slot = slot + 1 & keys.length - 1) {
                    if (keys[slot] == band && Shingles.similarity(kept.get(owners[slot]), shingles) >= threshold) {
                        near.add(owners[slot]);
                    }
                }
            }
            return near;
        }

        void add(long[] shingles) {
            kept.add(shingles.clone());
            for (long band : bands(shingles)) {
                add(band, kept.size() - 1);
            }
        }

        private static long[] bands(long[] shingles) {
            long[] bands = new long[BANDS];
            for (int band = 0; band < BANDS; band++) {
                long hash = band + 1L;
                for (int row = 0; row < ROWS; row++) {
                    long salt = SplitMix.mix(band * (long) ROWS + row + 1);
                    long least = Long.MAX_VALUE;
                    for (long shingle : shingles) {
                        least = Math.min(least, SplitMix.mix(shingle ^ salt));
                    }
                    hash = SplitMix.mix(hash * 31 + least);
                }
                bands[band] = hash;
            }
            return bands;
        }

        private int slot(long key) {
            return (int) (key >>> 33) & keys.length - 1;
        }

        private void add(long key, int owner) {
            if (2 * ++size > keys.length) {
                grow();
            }
            int slot = slot(key);
            while (owners[slot] != NONE) {
                slot = slot + 1 & keys.length - 1;
            }
            keys[slot] = key;
            owners[slot] = owner;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldOwners = owners;
            keys = new long[2 * oldKeys.length];
            owners = new int[keys.length];
            Arrays.fill(owners, NONE);
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldOwners[i] != NONE) {
                    int slot = slot(oldKeys[i]);
                    while (owners[slot] != NONE) {
                        slot = slot + 1 & keys.length - 1;
                    }
                    keys[slot] = oldKeys[i];
                    owners[slot] = oldOwners[i];
                }
            }
        }
    }
}
