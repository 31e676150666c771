package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class FingerprintPropertiesTest {
    private static String line(long seed, double shift) {
        SplitMix random = new SplitMix(seed, 0);
        return "[" + (random.nextDouble() + shift) + "," + random.nextDouble() + "," + random.nextDouble() + "]\n";
    }

    private static Fingerprint of(String model, double shift, int... fromTo) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = fromTo[0]; i < fromTo[1]; i++) {
            text.append(line(i, shift));
        }
        return created(text, model);
    }

    private static Fingerprint created(CharSequence text, String model) throws Exception {
        Path file = Files.createTempFile("fingerprint", ".jsonl");
        try {
            Files.writeString(file, text);
            return Fingerprinting.create(file, ReadOptions.defaults(), model, OptionalDouble.of(0.5), Progress.NONE);
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
        return created(text, "e5");
    }

    private static String json(Fingerprint fingerprint) {
        return Json.compact(fingerprint.toJson());
    }

    @Property(tries = 20)
    void shouldMergeInAnyOrderAndAnyNumberOfTimes(
            @ForAll @IntRange(min = 1, max = 1500) int a, @ForAll @IntRange(min = 1, max = 1500) int b)
            throws Exception {
        Fingerprint x = of("e5", 0, 0, a);
        Fingerprint y = of("e5", 0, a, a + b);
        Fingerprint z = of("e5", 0, a + b, a + b + 700);
        assertThat(json(x.merge(y))).isEqualTo(json(y.merge(x)));
        assertThat(json(x.merge(y).merge(z))).isEqualTo(json(x.merge(y.merge(z))));
        assertThat(json(x.merge(x))).isEqualTo(json(x));
        assertThat(json(x.merge(y).merge(y))).isEqualTo(json(x.merge(y)));
    }

    @Property(tries = 10)
    void shouldAddUpShardsToTheWhole(@ForAll @IntRange(min = 1, max = 2999) int cut) throws Exception {
        Fingerprint whole = of("e5", 0, 0, 3000);
        Fingerprint sum = of("e5", 0, 0, cut).merge(of("e5", 0, cut, 3000));
        assertThat(sum.rows()).isEqualTo(whole.rows()).isEqualTo(3000);
        assertThat(sum.sampleSize()).isEqualTo(Fingerprint.CAPACITY);
        assertThat(sum.toJson().get("sample")).isEqualTo(whole.toJson().get("sample"));
        assertThat(sum.mean()).containsExactly(whole.mean(), within(1e-12));
        assertThat(sum.trend(whole)).isLessThan(1e-20);
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
        SchemaCheck.assertFits("fingerprint", fingerprint.toJson());
        assertThat(json(FingerprintDocument.read(Json.parse(json(fingerprint), "x"), "x")))
                .isEqualTo(json(fingerprint));
        assertThatThrownBy(() -> FingerprintDocument.read(fingerprint.toJson().put("sample", "AAAA"), "cut.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut.json");
    }

    @Example
    void shouldFindAShiftBetweenMonthsButNeverBetweenEmbeddingModels() throws Exception {
        DriftOptions options = DriftOptions.defaults().withThreads(1);
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
