package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.Locale;

/** What an environment can ask for before it takes a version. */
public enum EvidenceKind {
    /** The input and output contract holds. */
    SCHEMA,
    /** The eval set is distributed like what it is meant to stand for. */
    SHIFT,
    /** The metrics' rules hold. */
    EVAL,
    /** Staging did well on a share of live traffic. */
    TRAFFIC,
    /** A person said yes with the numbers in view. */
    APPROVAL,
    /**
     * The eval set behind the evidence still looks like live requests; no piece of evidence but a comparison at the moment of
     * the promotion, see {@link LiveShift}.
     */
    LIVE_SHIFT;

    /** Whether a piece of evidence speaks about this; a gate report may speak about several. */
    boolean isIn(JudgedEvidence evidence) {
        return switch (this) {
            case SCHEMA ->
                evidence.kind().equals(Judges.SCHEMA)
                        || evidence.said().contract().isPresent();
            case SHIFT ->
                evidence.kind().equals(Judges.SHIFT) || evidence.shift().isPresent();
            case EVAL ->
                evidence.kind().equals(Judges.GATE) && !evidence.said().rules().isEmpty();
            case TRAFFIC -> evidence.kind().equals(Judges.TRAFFIC);
            case APPROVAL -> evidence.kind().equals("approval");
            case LIVE_SHIFT -> false;
        };
    }

    /**
     * What a piece says about this. A gate report passes in spite of a shift where its model's policy says {@code onShift:
     * warn}; an environment that asks for the shift check asks for more than that.
     */
    Verdict verdict(JudgedEvidence judged) {
        Verdict whole = judged.evidence().verdict();
        boolean part = this == SHIFT && !judged.kind().equals(Judges.SHIFT);
        return part ? whole.and(judged.shift().orElse(Verdict.INCONCLUSIVE)) : whole;
    }

    /** @throws BadInputException listing the kinds there are */
    public static EvidenceKind parse(String text) throws BadInputException {
        for (EvidenceKind kind : values()) {
            if (kind.toString().equals(text)) {
                return kind;
            }
        }
        throw new BadInputException("requires: '" + text
                + "' is not evidence we know; schema, shift, eval, traffic, approval or live-shift");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
