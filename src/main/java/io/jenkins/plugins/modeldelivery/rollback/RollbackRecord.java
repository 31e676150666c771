package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.XmlFile;
import hudson.model.Items;
import hudson.model.StreamBuildListener;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.Outcome;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * What is kept of a rollback, in {@code record.xml}: who wanted what and why, the environment as it was then, the engine's
 * last state, who stopped it, and how it ended. Safe for many threads.
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
    private String stoppedBy;

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

    private State state() {
        return State.valueOf(state);
    }

    /** An end is told when nothing runs any more: who reads of it may start the next one. */
    private State told(boolean idle) {
        return idle ? state() : State.RUNNING;
    }

    /** The engine's state as JSON; null before there was one. */
    @CheckForNull
    synchronized String delivery() {
        return delivery;
    }

    synchronized void delivery(String json) {
        delivery = json;
    }

    /**
     * Somebody wants it to be given up.
     *
     * @return whether nobody had wanted that before
     */
    synchronized boolean stop(String who) {
        boolean first = stoppedBy == null;
        if (first) {
            stoppedBy = who;
        }
        return first;
    }

    /** Whether somebody wants it to be given up. */
    synchronized boolean isStopping() {
        return stoppedBy != null;
    }

    /** For the log and the ledger. */
    synchronized String stopReason() {
        return "stopped by " + stoppedBy;
    }

    synchronized void resumed() {
        state = State.RUNNING.name();
        outcome = "";
        message = "";
        ended = 0;
    }

    synchronized void end(State last, String how, String line, Instant at) {
        state = last.name();
        outcome = how;
        message = line;
        ended = at.toEpochMilli();
    }

    /** When it ended, in milliseconds since 1970; 0 while it has not. */
    synchronized long ended() {
        return ended;
    }

    /**
     * How it stands, in a word.
     *
     * @param idle whether nothing of it runs here
     */
    synchronized String shown(boolean idle) {
        return switch (told(idle)) {
            case RUNNING -> idle ? State.INTERRUPTED.name() : stoppedBy == null ? State.RUNNING.name() : "STOPPING";
            case INTERRUPTED -> State.INTERRUPTED.name();
            case DONE, FAILED -> outcome.isEmpty() ? state : outcome;
        };
    }

    /** The state as a style class; where nothing is left of a rollback that was stopped, all is as it was wanted. */
    synchronized String tone(boolean idle) {
        return switch (told(idle)) {
            case DONE -> "pass";
            case FAILED -> isStoppedWell() ? "inconclusive" : "fail";
            case RUNNING, INTERRUPTED -> "inconclusive";
        };
    }

    /** What to say beside the state; of one that was stopped, what that came to. */
    synchronized String message(boolean idle) {
        if (stoppedBy == null) {
            return idle ? message : "";
        }
        return switch (told(idle)) {
            case RUNNING, INTERRUPTED -> Messages.RollbackRecord_Stopping(stoppedBy);
            case DONE -> Messages.RollbackRecord_TooLate(stoppedBy);
            case FAILED -> stopped();
        };
    }

    private String stopped() {
        if (outcome.equals(Outcome.REVERTED.name())) {
            return Messages.RollbackRecord_Reverted(stoppedBy, from);
        }
        return isStoppedWell()
                ? Messages.RollbackRecord_Untouched(stoppedBy)
                : Messages.RollbackRecord_NotBack(stoppedBy, message);
    }

    private boolean isStoppedWell() {
        boolean untouched = outcome.equals(Outcome.FAILED.name()) || outcome.isEmpty() && !isUnderWay();
        return stoppedBy != null && (untouched || outcome.equals(Outcome.REVERTED.name()));
    }

    /** Whether something of it is left to be done, now that it does not run. */
    synchronized boolean isResumable() {
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

    /** What is kept of one rollback, in a folder of its own: {@code record.xml} and {@code log}. */
    static final class Folder {
        private final Path folder;

        Folder(Path folder) {
            this.folder = folder;
        }

        RollbackRecord read() throws IOException {
            return (RollbackRecord) record().read();
        }

        void write(RollbackRecord record) throws IOException {
            Files.createDirectories(folder);
            synchronized (record) {
                record().write(record);
            }
        }

        File log() {
            return folder.resolve("log").toFile();
        }

        /** Goes on writing the log. */
        StreamBuildListener listener() throws IOException {
            return new StreamBuildListener(
                    Files.newOutputStream(log().toPath(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    StandardCharsets.UTF_8);
        }

        private XmlFile record() {
            return new XmlFile(Items.XSTREAM2, new File(folder.toFile(), "record.xml"));
        }
    }
}
