package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FingerprintPropertiesTest {
    private static final OptionalDouble SIGMA = OptionalDouble.of(0.5);

    private static String line(long seed, double shift) {
        SplitMix random = new SplitMix(seed, 0);
        return "[" + (random.nextDouble() + shift) + "," + random.nextDouble() + "," + random.nextDouble() + "]\n";
    }

    private static CharSequence lines(double shift, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(line(i, shift));
        }
        return text;
    }

    private static Fingerprint of(String model, double shift, int from, int to) throws Exception {
        return created(lines(shift, from, to), model, SIGMA);
    }

    private static Fingerprint created(CharSequence text, String model, OptionalDouble bandwidth) throws Exception {
        Path file = Files.createTempFile("fingerprint", ".jsonl");
        try (VectorFile opened = VectorFile.open(Files.writeString(file, text))) {
            return Fingerprinting.create(opened, file, ReadOptions.defaults(), model, bandwidth, Progress.NONE);
        } finally {
            Files.delete(file);
        }
    }

    /** As where every shard counts its rows from one. */
    @Example
    void shouldNotDependOnTheOrderWhereIdsAreUsedTwice() throws Exception {
        Fingerprint x = withIds(1);
        Fingerprint y = withIds(2);
        assertThat(json(x)).isNotEqualTo(json(y));
        assertThat(json(x.merge(y))).isEqualTo(json(y.merge(x)));
        assertThat(json(x.merge(y).merge(x))).isEqualTo(json(x.merge(y)));
    }

    private static Fingerprint withIds(int seed) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            text.append("{\"id\":\"q%d\",\"embedding\":%s}%n"
                    .formatted(i, line(i * seed + seed, 0).strip()));
        }
        return created(text, "e5", SIGMA);
    }

    private static String json(Fingerprint fingerprint) {
        return Json.compact(fingerprint.toJson());
    }

    /** Shards of any size, delivered again at random, merged in a tree that is drawn too. */
    @Property(tries = 30)
    void shouldMergeShardsInAnyOrderAndNumberToTheSameBytes(
            @ForAll @IntRange(min = 1, max = 3000) int rows,
            @ForAll @Size(max = 12) Set<@IntRange(min = 1, max = 2999) Integer> cuts,
            @ForAll boolean isPinned,
            @ForAll Random random)
            throws Exception {
        List<Fingerprint> shards = new ArrayList<>();
        TreeSet<Integer> ends = new TreeSet<>(cuts);
        ends.add(rows);
        int from = 0;
        for (int end : ends.headSet(rows, true)) {
            boolean isThisPinned = isPinned && (from == 0 || random.nextBoolean());
            shards.add(created(lines(0, from, end), "e5", isThisPinned ? SIGMA : OptionalDouble.empty()));
            from = end;
        }
        String inOrder =
                json(shards.stream().reduce(FingerprintPropertiesTest::merged).orElseThrow());
        assertThat(json(inATree(shards, random))).isEqualTo(inOrder);

        Fingerprint whole = created(lines(0, 0, rows), "e5", isPinned ? SIGMA : OptionalDouble.empty());
        Fingerprint sum = Fingerprint.read(Json.parse(inOrder, "the sum"), "the sum");
        assertThat(sum.rows()).isEqualTo(whole.rows()).isEqualTo(rows);
        assertThat(sum.sampleSize()).isEqualTo(Math.min(rows, Fingerprint.CAPACITY));
        assertThat(sum.bandwidth()).isEqualTo(whole.bandwidth());
        assertThat(sum.toJson().get("sample")).isEqualTo(whole.toJson().get("sample"));
    }

    private static Fingerprint inATree(List<Fingerprint> shards, Random random) throws Exception {
        List<Fingerprint> left = new ArrayList<>(shards);
        for (Fingerprint shard : shards) {
            if (random.nextBoolean()) {
                left.add(Fingerprint.read(Json.parse(json(shard), "a copy"), "a copy"));
            }
        }
        while (left.size() > 1) {
            Fingerprint one = left.remove(random.nextInt(left.size()));
            Fingerprint other = left.remove(random.nextInt(left.size()));
            left.add(one.merge(other));
            if (random.nextInt(4) == 0) {
                left.add(one);
            }
        }
        return left.get(0);
    }

    private static Fingerprint merged(Fingerprint one, Fingerprint other) {
        try {
            return one.merge(other);
        } catch (BadInputException e) {
            throw new AssertionError(e);
        }
    }

    @Example
    void shouldHaveNoBandwidthUntilRowsDiffer() throws Exception {
        Fingerprint one = created(lines(0, 0, 1), "e5", OptionalDouble.empty());
        assertThat(one.bandwidth()).isEmpty();
        SchemaCheck.assertFits("fingerprint", 2, one.toJson());
        assertThat(json(Fingerprint.read(one.toJson(), "x"))).isEqualTo(json(one));
        Fingerprint other = created(lines(0, 1, 2), "e5", OptionalDouble.empty());
        double distance = 0;
        for (int u = 0; u < 3; u++) {
            distance += Math.pow(column(one, u) - column(other, u), 2);
        }
        assertThat(one.merge(other).bandwidth().getAsDouble()).isCloseTo(Math.sqrt(distance / 2), within(1e-12));
        DriftReport report = one.compare(of("e5", 0, 0, 300), DriftOptions.defaults(), Progress.NONE);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static double column(Fingerprint fingerprint, int u) {
        double[] row = new double[3];
        fingerprint.vectors().copy(0, row);
        return row[u];
    }

    /** Of 600 rows at one place and 400 at another most distances are zero. */
    @Example
    void shouldTakeTheMedianOfDistancesThatAreNotZero() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("{\"id\":%d,\"embedding\":[%d,0]}%n".formatted(i, i < 600 ? 1 : 5));
        }
        assertThat(created(text, "e5", OptionalDouble.empty()).bandwidth()).hasValue(Math.sqrt(8));
    }

    @Property
    void shouldKeepElevenBitsOfEachNumber(@ForAll @DoubleRange(min = -1e6, max = 1e6) double value) {
        double[] row = {value, value / 3};
        float[] kept = Half.of(row, 2).decode();
        double size = Math.abs(value);
        assertThat((double) kept[0]).isCloseTo(value, within(size * 0x1.0p-11 + 1e-300));
        assertThat((double) kept[1]).isCloseTo(value / 3, within(size * 0x1.0p-11 + 1e-300));
    }

    @Example
    void shouldSurviveBeingStored() throws Exception {
        Fingerprint fingerprint = of("e5", 0, 0, 300);
        SchemaCheck.assertFits("fingerprint", 2, fingerprint.toJson());
        assertThat(json(Fingerprint.read(Json.parse(json(fingerprint), "x"), "x")))
                .isEqualTo(json(fingerprint));
        assertThatThrownBy(() -> Fingerprint.read(fingerprint.toJson().put("sample", "AAAA"), "cut.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut.json");
    }

    @Example
    void shouldFindAShiftBetweenMonthsButNeverBetweenEmbeddingModels() throws Exception {
        DriftOptions options = DriftFixture.options("threads", 1);
        Fingerprint october = of("e5", 0, 0, 600);
        assertThat(october.compare(of("e5", 0.3, 600, 1200), options, Progress.NONE)
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(october.compare(of("e5", 0, 600, 1200), options, Progress.NONE)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        DriftReport other = october.compare(of("e6", 0.3, 600, 1200), options, Progress.NONE);
        assertThat(other.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(other.reasons().get(0)).startsWith("not comparable");
        assertThatThrownBy(() -> october.merge(of("e6", 0, 0, 3))).isInstanceOf(BadInputException.class);
    }
}
