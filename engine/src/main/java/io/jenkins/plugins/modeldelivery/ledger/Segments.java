package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Derived copies of decisions; see the package's description. Nothing in them is believed without its hash. */
final class Segments {
    private static final String DOCUMENT = "segment";

    private final ObjectStore store;

    /** Decisions as they are stored, newest first: whether they are genuine is told by the hash of all that stands there. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Segment(String model, String chain, List<JsonNode> decisions) {}

    Segments(ObjectStore store) {
        this.store = store;
    }

    /**
     * The decision that a link points at and those before it, newest first.
     *
     * @param limit at most so many
     */
    List<Decision> read(Chain chain, Heads.Link newest, int limit) throws DeliveryException, InterruptedException {
        List<Decision> decisions = new ArrayList<>();
        Heads.Link link = newest;
        while (decisions.size() < limit && !link.isNone()) {
            List<Decision> segment = segment(chain, link);
            if (segment.isEmpty()) {
                segment = List.of(original(chain.model(), link));
            }
            for (Decision decision : segment) {
                if (decisions.size() < limit) {
                    decisions.add(decision);
                    link = chain.previous(decision);
                }
            }
        }
        return decisions;
    }

    /** Adds the segment that ends with a decision which was just appended. */
    void extend(Chain chain, Decision decision) throws DeliveryException, InterruptedException {
        long position = chain.link(decision).ordinal();
        int others = Math.toIntExact(position - Chain.before(position) - 1);
        List<Decision> before = read(chain, chain.previous(decision), others);
        List<JsonNode> copies = new ArrayList<>(List.of(decision.stored()));
        before.forEach(copy -> copies.add(copy.stored()));
        Segment segment = new Segment(chain.model(), chain.name(), copies);
        store.create(chain.key(position), Stored.bytes(Json.document(DOCUMENT, segment)));
    }

    /** The position that the newest segment of a chain ends with, 0 for none. */
    long newest(Chain chain) throws DeliveryException, InterruptedException {
        return NumberedKeys.newest(store, chain.prefix());
    }

    /** The SHA-256 of the last decision in a segment as it was copied; empty where there is no such readable copy. */
    Optional<String> copied(Chain chain, long position) throws DeliveryException, InterruptedException {
        String key = chain.key(position);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<JsonNode> copies = Stored.read(content.get(), DOCUMENT, Segment.class, key).decisions;
            return !copies.isEmpty() && copies.get(0) instanceof ObjectNode object
                    ? Optional.of(Sha256.of(Stored.bytes(object)))
                    : Optional.empty();
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }

    /** The decision itself, checked against the link. */
    Decision original(String model, Heads.Link link) throws DeliveryException, InterruptedException {
        String key = Decisions.key(model, link.seq());
        Decision decision = DecisionDocument.parse(Stored.require(store, key), key);
        if (!decision.sha256().equals(link.sha256()) || decision.seq() != link.seq()) {
            throw new BadInputException(key + " was changed: its SHA-256 is not the one that a later decision names");
        }
        return decision;
    }

    /** The longest part of a segment, newest first, whose hashes lead back from the link; empty if there is none. */
    private List<Decision> segment(Chain chain, Heads.Link newest) throws DeliveryException, InterruptedException {
        String key = chain.key(newest.ordinal());
        Optional<byte[]> content = store.get(key);
        List<Decision> genuine = new ArrayList<>();
        if (content.isEmpty()) {
            return genuine;
        }
        try {
            Heads.Link link = newest;
            for (JsonNode copy : Stored.read(content.get(), DOCUMENT, Segment.class, key).decisions) {
                if (!(copy instanceof ObjectNode object)
                        || !Sha256.of(Stored.bytes(object)).equals(link.sha256())) {
                    return genuine;
                }
                Decision decision = DecisionDocument.decision(object, link.sha256(), key);
                genuine.add(decision);
                link = chain.previous(decision);
            }
        } catch (BadInputException e) {
            return genuine; // a damaged copy; the decisions themselves are read instead
        }
        return genuine;
    }
}
