package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import java.time.Instant;

/**
 * What is kept of a rollback, in {@code record.xml}: who wanted what and why, the environment as it was then, the engine's
 * last state, and how it ended. Guarded by its {@link RollbackOperation}.
 */
final class RollbackRecord {
    /** How a rollback stands; what is written as RUNNING and runs nowhere was interrupted. */
    enum State {
        RUNNING,
        INTERRUPTED,
        DONE,
        FAILED
    }

    final String model;
    final EnvironmentConfiguration environment;
    final String version;
    final String from;
    final String user;
    final String reason;
    final long begun;
    private String state = State.RUNNING.name();
    private long ended;
    private String delivery;
    private String outcome = "";
    private String message = "";

    RollbackRecord(
            String model,
            EnvironmentConfiguration environment,
            String version,
            String from,
            String user,
            String reason,
            Instant begun) {
        this.model = model;
        this.environment = environment;
        this.version = version;
        this.from = from;
        this.user = user;
        this.reason = reason;
        this.begun = begun.toEpochMilli();
    }

    State state() {
        return State.valueOf(state);
    }

    /** The engine's state as JSON; null before there was one. */
    @CheckForNull
    String delivery() {
        return delivery;
    }

    void delivery(String json) {
        delivery = json;
    }

    String outcome() {
        return outcome;
    }

    String message() {
        return message;
    }

    long ended() {
        return ended;
    }

    void resumed() {
        state = State.RUNNING.name();
        outcome = "";
        message = "";
        ended = 0;
    }

    void end(State last, String how, String line, Instant at) {
        state = last.name();
        outcome = how;
        message = line;
        ended = at.toEpochMilli();
    }

    /** How it stands, in a word. */
    String shown(boolean idle) {
        return switch (state()) {
            case RUNNING -> (idle ? State.INTERRUPTED : State.RUNNING).name();
            case INTERRUPTED -> State.INTERRUPTED.name();
            case DONE, FAILED -> outcome.isEmpty() ? state : outcome;
        };
    }

    /** The state as a style class. */
    String tone() {
        return switch (state()) {
            case DONE -> "pass";
            case FAILED -> "fail";
            case RUNNING, INTERRUPTED -> "inconclusive";
        };
    }

    /** Whether something of it is left to be done, now that it does not run. */
    boolean isResumable() {
        return switch (state()) {
            case DONE -> false;
            case RUNNING, INTERRUPTED -> true;
            case FAILED -> isUnderWay();
        };
    }

    private boolean isUnderWay() {
        try {
            Delivery last = delivery == null ? null : Delivery.parse(delivery);
            return last != null && !last.isDone() && last.phase() != Phase.PREPARED;
        } catch (BadInputException e) {
            return false; // written by a version that we do not understand
        }
    }
}
