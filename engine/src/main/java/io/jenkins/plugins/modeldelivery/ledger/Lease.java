package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;

/**
 * One state of the right to change an object for a while.
 *
 * @param target the object
 * @param id of the lease, the same in all its states
 * @param seq number of this state among all states that the object ever had, from 1 on
 * @param state how far it has come
 * @param holder who asked for it, for example a build's URL
 * @param until when it must be restored
 * @param time when this state was written
 * @param details whatever the holder needs for restoring, or what restoring found
 */
public record Lease(
        LeaseTarget target,
        String id,
        long seq,
        State state,
        String holder,
        Instant until,
        Instant time,
        ObjectNode details) {
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

    /** Whether the object may still be changed on this lease. */
    public boolean isOpen() {
        return state != State.RESTORED;
    }

    /** Whether it is open and past its time. */
    public boolean isOverdue(Instant now) {
        return isOpen() && now.isAfter(until);
    }

    /** The document {@code model-delivery/lease/v1}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.document(DOCUMENT)
                .put("cluster", target.cluster())
                .put("kind", target.kind())
                .put("namespace", target.namespace())
                .put("name", target.name())
                .put("id", id)
                .put("seq", seq)
                .put("state", state.name())
                .put("holder", holder)
                .put("until", until.toString())
                .put("time", time.toString());
        json.set("details", details.deepCopy());
        return json;
    }

    static Lease parse(byte[] content, String source) throws BadInputException {
        Fields fields = Fields.parse(content, DOCUMENT, source);
        return new Lease(
                LeaseTarget.of(
                        fields.text("cluster"), fields.text("kind"), fields.text("namespace"), fields.text("name")),
                Names.require("lease", fields.text("id")),
                fields.number("seq"),
                fields.constant("state", State.class),
                fields.text("holder"),
                fields.time("until"),
                fields.time("time"),
                fields.nested("details").node());
    }
}
