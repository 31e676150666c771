package io.jenkins.plugins.modeldelivery.verdict;

import java.util.Collection;

/** The answer of a rule or a gate. Only {@link #PASS} promotes. */
public enum Verdict {
    /** Enough evidence, and all of it on the right side. */
    PASS,
    /** The evidence does not decide: too little, too old, too coarse, or missing. */
    INCONCLUSIVE,
    /** Evidence on the wrong side of a limit. */
    FAIL;

    /** The more severe of the two: FAIL over INCONCLUSIVE over PASS. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The most severe of the given verdicts; INCONCLUSIVE for none at all, since no evidence never passes. */
    public static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream().reduce(Verdict::and).orElse(INCONCLUSIVE);
    }
}
