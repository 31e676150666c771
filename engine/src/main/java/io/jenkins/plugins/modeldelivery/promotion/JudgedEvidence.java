package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A piece of evidence with what a promotion looks at in its report; all else in there is the gates' own. */
record JudgedEvidence(Evidence evidence, Said said) {
    private static final Set<String> READ = Set.of(Judges.GATE, "approval");

    /**
     * Of a gate's report and of an approval.
     *
     * @param contract of the check of a contract
     * @param drift of the shift check
     * @param rules that were judged
     * @param environment that an approval is for
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Said(
            Optional<ObjectNode> contract,
            Optional<Shift> drift,
            List<JsonNode> rules,
            Optional<Policy> policy,
            Optional<String> environment) {
        static final Said NOTHING =
                new Said(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Shift(Optional<Verdict> verdict) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record Policy(Optional<EvalSet> evalSet) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record EvalSet(Optional<ShiftTest> shift) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        record ShiftTest(OptionalDouble alpha, Optional<Integer> permutations, OptionalDouble tolerance) {
            DriftOptions options() throws BadInputException {
                return Parameters.of(DriftParameters.class, this).options().validated();
            }
        }
    }

    static List<JudgedEvidence> of(List<Evidence> all) throws BadInputException {
        List<JudgedEvidence> judged = new ArrayList<>();
        for (Evidence evidence : all) {
            Said said = READ.contains(evidence.kind())
                    ? Json.bind(evidence.report(), Said.class, "evidence " + evidence.id())
                    : Said.NOTHING;
            judged.add(new JudgedEvidence(evidence, said));
        }
        return judged;
    }

    String kind() {
        return evidence.kind();
    }

    /** The shift check's verdict in a gate's report. */
    Optional<Verdict> shift() {
        return said.drift().flatMap(Said.Shift::verdict);
    }

    /** How a gate's policy has shift tested. */
    Optional<Said.ShiftTest> shiftTest() {
        return said.policy().flatMap(Said.Policy::evalSet).flatMap(Said.EvalSet::shift);
    }

    /** Whoever says yes to staging has not said yes to production. */
    boolean isFor(Environment environment) {
        return said.environment().map(environment.name()::equals).orElse(true);
    }
}
