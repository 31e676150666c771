package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One link of a model's chain of decisions.
 *
 * @param seq 1, 2, 3, ... without gaps, per model
 * @param id unique, chosen by whoever made the draft
 * @param time when it was appended
 * @param previous SHA-256 of the object before, empty for the first
 * @param draft what was decided
 * @param heads where each environment of the model stood before this decision
 * @param sha256 of the stored object; not part of it
 * @param stored the whole document as it is stored, so that copies of it hash the same, whichever release wrote it
 */
public record Decision(
        long seq,
        String id,
        Instant time,
        Optional<String> previous,
        DecisionDraft draft,
        Heads heads,
        String sha256,
        ObjectNode stored) {
    /** What happened. A DECIDED is followed by one of the others with the same operation. */
    public enum Kind {
        /** About to change the environment; written before anything is touched. */
        DECIDED,
        /** {@code to} now runs. */
        PROMOTED,
        /** The change to {@code to} did not come up. */
        FAILED,
        /** {@code to}, which is the version of before, runs again. */
        REVERTED,
        /** After a failure the version of before could not be brought back: somebody must look. */
        REVERT_FAILED,
        /** {@code to}, an earlier version, runs again because somebody asked for it. */
        ROLLED_BACK,
        /** {@code to}, which a rollback had left, may come again; nothing was changed in the environment. */
        RELEASED,
        /** The environment's name means another place from now on; nothing was changed there. */
        MOVED;

        /** Whether it says what came of a DECIDED. */
        public boolean isOutcome() {
            return this != DECIDED && this != RELEASED && this != MOVED;
        }

        /** Whether {@code to} runs in the environment after this. */
        public boolean serves() {
            return this == PROMOTED || this == REVERTED || this == ROLLED_BACK;
        }
    }

    public Kind kind() {
        return draft.kind();
    }

    public String model() {
        return draft.model();
    }

    public String environment() {
        return draft.environment();
    }

    public String operation() {
        return draft.operation();
    }

    public Optional<Target> from() {
        return draft.from();
    }

    public Target to() {
        return draft.to();
    }

    public List<String> evidence() {
        return draft.evidence();
    }

    public Optional<Verdict> drift() {
        return draft.drift();
    }

    /** Which of the environment's decisions this is, from 1 on. */
    public long ordinal() {
        return heads.of(environment()).ordinal() + 1;
    }

    /** What the environment's name means from this decision on, where it says so; outcomes only repeat their DECIDED. */
    public Optional<Place> place() {
        return kind() == Kind.DECIDED || kind() == Kind.MOVED ? draft.details().place() : Optional.empty();
    }

    /** Why, for people; of a move also where to. */
    public String explanation() {
        return kind() == Kind.MOVED
                ? place().map(to -> "now " + to.describe() + ": ").orElse("") + draft.reason()
                : draft.reason();
    }

    /** The document {@code model-delivery/decision/v1}. */
    public ObjectNode toJson() {
        return stored.deepCopy();
    }
}
