package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import java.util.List;
import java.util.Optional;

/**
 * What was computed of two samples, before it is judged.
 *
 * @param atSigma the statistics at sigma
 * @param ladder all bandwidths in ascending order, or only sigma
 * @param pValue of the whole test
 * @param compatible the same as alibi-detect would compute it, where asked for
 */
record Measurement(Statistics atSigma, List<Statistics> ladder, double pValue, Optional<Statistics> compatible) {}
