package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.SchemaCheck;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fingerprints that the version before wrote are still references, at the bandwidth they were made for. */
class VersionBeforeTest {
    private static final DriftOptions OPTIONS = DriftFixture.options("threads", 1);

    static Path file(String name) {
        return Path.of("src/test/resources/before/fingerprints", name);
    }

    private static Fingerprint now(String rows, OptionalDouble bandwidth) throws Exception {
        return Fingerprinting.create(file(rows), ReadOptions.defaults(), "e5", bandwidth, Progress.NONE);
    }

    @ParameterizedTest
    @CsvSource({"median, 1.8819033695288283, 60", "given-sigma, 0.5, 60", "merged, 0.5, 100"})
    void shouldBeReadAtTheirBandwidth(String name, double bandwidth, int rows) throws Exception {
        SchemaCheck.assertFits("fingerprint", Json.read(file(name + ".fp.json")));
        Fingerprint before = Fingerprint.read(file(name + ".fp.json"));
        assertThat(before.rows()).isEqualTo(rows);
        assertThat(before.sampleSize()).isEqualTo(rows);
        assertThat(before.bandwidth()).hasValue(bandwidth);
        SchemaCheck.assertFits("fingerprint", 2, before.toJson());
        DriftReport shifted = before.compare(now("november.jsonl", OptionalDouble.empty()), OPTIONS, Progress.NONE);
        assertThat(shifted.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(shifted.bandwidth()).hasValue(bandwidth);
        DriftReport same = before.compare(now("shard-2.jsonl", OptionalDouble.empty()), OPTIONS, Progress.NONE);
        assertThat(same.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldHoldTheRowsThatAreKeptToday() throws Exception {
        Fingerprint today = now("october.jsonl", OptionalDouble.of(0.5));
        Fingerprint before = Fingerprint.read(file("given-sigma.fp.json"));
        assertThat(before.toJson()).isEqualTo(today.toJson());
        assertThat(before.sha256()).isEqualTo(today.sha256());
        Fingerprint shard = now("shard-2.jsonl", OptionalDouble.empty());
        assertThat(before.merge(shard).toJson())
                .isEqualTo(shard.merge(today).toJson())
                .isEqualTo(Fingerprint.read(file("merged.fp.json")).toJson());
    }

    @Test
    void shouldFindNearlyTheMedianThatWasFoundBefore() throws Exception {
        assertThat(now("october.jsonl", OptionalDouble.empty()).bandwidth().getAsDouble())
                .isCloseTo(1.8819033695288283, within(0.001));
    }

    @Test
    void shouldNotMergeOnesOfDifferentScale() throws Exception {
        Fingerprint median = Fingerprint.read(file("median.fp.json"));
        Fingerprint given = Fingerprint.read(file("given-sigma.fp.json"));
        assertThatThrownBy(() -> median.merge(given))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "fingerprints of different kinds cannot be merged: one of 'e5' (4 numbers), seed 0, bandwidth"
                                + " 1.8819033695288283, the other of 'e5' (4 numbers), seed 0, bandwidth 0.5; create the second"
                                + " one with --like the first");
    }
}
