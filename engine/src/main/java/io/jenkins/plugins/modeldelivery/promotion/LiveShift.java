package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.Effect;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails.LiveFinding;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import io.jenkins.plugins.modeldelivery.recording.References.LiveSample;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether the eval set behind the evidence still represents live requests, at the moment of the promotion: its fingerprint
 * in the ledger against that of the latest sample of live requests. A shift makes the eval set stale, not the model bad;
 * whatever cannot be told is UNKNOWN and never promotes.
 */
final class LiveShift {
    /** Begins every refusal because of a shift. */
    static final String STALE = "EVAL_SET_STALE";

    private static final String UNKNOWN = "live-shift is UNKNOWN: ";

    /** Without a tolerance nothing says what a test must be able to see; fewer rows see too little. */
    static final int LEAST_ROWS = 200;

    /** So many samples are looked at for the beginning of a shift. */
    private static final int SAMPLES = 8;

    private final Ledger ledger;
    private final String model;
    private final Clock clock;

    LiveShift(Ledger ledger, String model, Clock clock) {
        this.ledger = ledger;
        this.model = model;
        this.clock = clock;
    }

    /** A sample of live requests: its fingerprint, and when it was recorded; empty when it was given with the request. */
    private record Sample(Fingerprint fingerprint, Optional<Instant> time) {
        String called() {
            return "the sample of live requests "
                    + time.map(t -> "recorded at " + t).orElse("given with the promotion");
        }
    }

    /**
     * Compares.
     *
     * @param evalSet SHA-256 of the eval set behind the evidence
     * @param members of the bundle; what their policy says about shift is used
     * @param given a sample in place of the one in the ledger
     * @param maxAge greatest age of a recorded sample
     */
    LiveFinding look(
            Optional<String> evalSet, List<JudgedEvidence> members, Optional<Fingerprint> given, Duration maxAge)
            throws DeliveryException, InterruptedException {
        if (evalSet.isEmpty()) {
            return unknown("no evidence names its eval set");
        }
        // of several fingerprints of the eval set, that of the live vectors' model
        List<LiveSample> entries = given.isPresent() ? List.of() : new References(ledger, model).live(SAMPLES);
        Optional<String> embeddingModel = given.map(sample -> sample.identity().embeddingModel())
                .or(() -> entries.stream().findFirst().map(LiveSample::embeddingModel));
        References references = new References(ledger, model, embeddingModel);
        if (!(references.named(evalSet.get(), "") instanceof Reference.Kept kept)) {
            return unknown("the ledger keeps no fingerprint of the eval set " + evalSet.get()
                    + "; judge it with a shift check and the ledger given");
        }
        Optional<Sample> sample = given.isPresent()
                ? Optional.of(new Sample(given.get(), Optional.empty()))
                : entries.isEmpty() ? Optional.empty() : sample(references, entries.get(0));
        if (sample.isEmpty()) {
            return unknown("there is no sample of live requests; record one with fingerprint record");
        }
        Instant now = clock.instant();
        Optional<Instant> tooOld = sample.get().time().filter(t -> t.isBefore(now.minus(maxAge)));
        if (tooOld.isPresent()) {
            return unknown("the latest sample of live requests is of " + tooOld.get() + ", older than "
                    + maxAge.toHours() + " h; record a new one");
        }
        Optional<Instant> ahead = sample.get().time().filter(t -> t.isAfter(now.plus(Evidence.CLOCKS)));
        if (ahead.isPresent()) {
            return unknown("the latest sample of live requests is dated in the future, " + ahead.get()
                    + ", so that nobody knows how old it is; set that clock right and record a new one");
        }
        Optional<JudgedEvidence.Said.ShiftTest> test =
                members.stream().flatMap(member -> member.shiftTest().stream()).findFirst();
        DriftOptions options = test.isPresent() ? test.get().options() : DriftOptions.defaults();
        DriftReport report = sample.get().fingerprint().compare(kept.fingerprint(), options, Progress.NONE);
        return judged(report, options, sample.get(), kept.fingerprint(), references, entries);
    }

    private LiveFinding judged(
            DriftReport report,
            DriftOptions options,
            Sample sample,
            Fingerprint evalSet,
            References references,
            List<LiveSample> entries)
            throws DeliveryException, InterruptedException {
        boolean small =
                options.tolerance().isEmpty() && Math.min(report.referenceRows(), report.currentRows()) < LEAST_ROWS;
        LiveFinding.State state;
        String line;
        if (report.verdict() == Verdict.FAIL) {
            String since = since(options, evalSet, references, entries)
                    .map(t -> ", since the sample of " + t + " at the latest")
                    .orElse("");
            state = LiveFinding.State.SHIFT;
            line = STALE + ": the eval set " + evalSet.sha256() + " no longer looks like " + sample.called() + ": "
                    + reason(report) + since + "; refresh the eval set, figures on this one say nothing about"
                    + " what is asked now";
        } else if (report.verdict() != Verdict.PASS || small) {
            state = LiveFinding.State.UNKNOWN;
            line = UNKNOWN
                    + (small && report.verdict() == Verdict.PASS
                            ? "too few rows to see a shift: " + report.currentRows() + " of the eval set, "
                                    + report.referenceRows() + " live; at least " + LEAST_ROWS
                                    + " of each are needed, or evalSet.shift.tolerance in the policy"
                            : sample.called() + " decides nothing: " + reason(report));
        } else {
            state = LiveFinding.State.NONE;
            line = "the eval set still looks like " + sample.called();
        }
        return new LiveFinding(
                state,
                line,
                Optional.of(evalSet.sha256()),
                Optional.of(new LiveFinding.Sample(
                        sample.fingerprint().sha256(), sample.fingerprint().rows(), sample.time())),
                report.pValue(),
                figures(report.effect()));
    }

    private static Optional<LiveFinding.Figures> figures(Effect effect) {
        return effect.value().isPresent()
                ? Optional.of(new LiveFinding.Figures(
                        effect.value().getAsDouble(),
                        effect.lower().orElseThrow(),
                        effect.upper().orElseThrow(),
                        effect.detectable().orElseThrow()))
                : Optional.empty();
    }

    /** The first of the latest samples in a row that all have shifted. */
    private Optional<Instant> since(
            DriftOptions options, Fingerprint evalSet, References references, List<LiveSample> newestFirst)
            throws DeliveryException, InterruptedException {
        Optional<Instant> first = Optional.empty();
        for (LiveSample entry : newestFirst) {
            Optional<Sample> sample = sample(references, entry);
            if (sample.isEmpty()
                    || sample.get()
                                    .fingerprint()
                                    .compare(evalSet, options, Progress.NONE)
                                    .verdict()
                            != Verdict.FAIL) {
                return first;
            }
            first = sample.get().time();
        }
        return first;
    }

    private static Optional<Sample> sample(References references, LiveSample entry)
            throws DeliveryException, InterruptedException {
        return references.named(entry.sha256(), "") instanceof Reference.Kept kept
                ? Optional.of(new Sample(kept.fingerprint(), Optional.of(entry.time())))
                : Optional.empty();
    }

    private static String reason(DriftReport report) {
        return report.reasons().isEmpty() ? "no reason given" : report.reasons().get(0);
    }

    private static LiveFinding unknown(String why) {
        return new LiveFinding(
                LiveFinding.State.UNKNOWN,
                UNKNOWN + why,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }
}
