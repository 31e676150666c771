package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Evidence that a decision stands on: all about the same digest, and as far as they name one, the same eval set.
 *
 * @param members as given; empty where a decision names no evidence
 * @param verdict the worst of the members; INCONCLUSIVE without any
 * @param digest that all members judged; empty without any
 * @param evalSet SHA-256 of the eval set, if any member names one
 */
public record Bundle(List<Evidence> members, Verdict verdict, Optional<String> digest, Optional<String> evalSet) {
    /** @throws RefusedException when the members disagree about digest or eval set */
    public static Bundle of(List<Evidence> members) throws RefusedException {
        Set<String> digests = members.stream().map(Evidence::digest).collect(Collectors.toSet());
        Set<String> evalSets =
                members.stream().flatMap(e -> e.evalSet().stream()).collect(Collectors.toSet());
        if (digests.size() > 1) {
            throw new RefusedException("The evidence is about different artifacts (" + String.join(", ", digests)
                    + "); judge the version that is to be promoted");
        }
        if (evalSets.size() > 1) {
            throw new RefusedException("The evidence is about different eval sets (" + String.join(", ", evalSets)
                    + "); run all gates on the same one");
        }
        return new Bundle(
                List.copyOf(members),
                Verdict.worst(members.stream().map(Evidence::verdict).toList()),
                digests.stream().findFirst(),
                evalSets.stream().findFirst());
    }

    /** The verdict of the drift report in the bundle, alone or as part of a gate report. */
    public Optional<Verdict> drift() {
        return members.stream().flatMap(e -> e.drift().stream()).reduce(Verdict::and);
    }
}
