package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One state of the right to change an object for a while: the document {@code model-delivery/lease/v1}.
 *
 * @param cluster of the {@link LeaseTarget}, as are kind, namespace and name
 * @param id of the lease, the same in all its states
 * @param seq number of this state among all states that the object ever had, from 1 on
 * @param state how far it has come
 * @param holder who asked for it, for example a build's URL
 * @param until when it must be restored
 * @param time when this state was written
 * @param details whatever the holder needs for restoring, or what restoring found
 * @param more what a later release writes
 */
public record Lease(
        String cluster,
        String kind,
        String namespace,
        String name,
        String id,
        long seq,
        State state,
        String holder,
        Instant until,
        Instant time,
        ObjectNode details,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** For how long a state of a lease holds the object at most, whatever it says. */
    public static final Duration LONGEST = Duration.ofHours(24);

    static final String DOCUMENT = "lease";

    /** A lease only moves forwards. */
    public enum State {
        /** Claimed; nothing was changed yet, or it is not known to have been. */
        PREPARED,
        /** The object was changed. */
        ACTIVE,
        /** The object is as before, or gone; the next may claim it. */
        RESTORED
    }

    static Lease prepared(
            LeaseTarget target, String id, long seq, String holder, Instant until, Instant time, ObjectNode details) {
        return new Lease(
                target.cluster(),
                target.kind(),
                target.namespace(),
                target.name(),
                id,
                seq,
                State.PREPARED,
                holder,
                until,
                time,
                details,
                Map.of());
    }

    /** The state after this one. */
    Lease next(State to, Instant newUntil, Instant now, ObjectNode newDetails) {
        return new Lease(cluster, kind, namespace, name, id, seq + 1, to, holder, newUntil, now, newDetails, more);
    }

    /** The object. */
    public LeaseTarget target() {
        return new LeaseTarget(cluster, kind, namespace, name);
    }

    /** Whether the object may still be changed on this lease. */
    public boolean isOpen() {
        return state != State.RESTORED;
    }

    /** When it must be restored, whatever it says of itself: a clock that was ahead, or a version without a limit, wrote it. */
    public Instant end() {
        Instant latest = time.plus(LONGEST);
        return until.isBefore(latest) ? until : latest;
    }

    /** Whether it is open and past its time. */
    public boolean isOverdue(Instant now) {
        return isOpen() && now.isAfter(end());
    }

    ObjectNode toJson() {
        return Json.document(DOCUMENT, this);
    }

    static Lease parse(byte[] content, String source) throws BadInputException {
        Lease lease = Stored.read(content, DOCUMENT, Lease.class, source);
        LeaseTarget.of(lease.cluster, lease.kind, lease.namespace, lease.name);
        Names.require("lease", lease.id);
        return lease;
    }
}
