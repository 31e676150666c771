package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A cluster and a ledger that a process uses which dies before or after a given request, while others edit the route. */
final class MortalWorld extends FakeObjects {
    /** The process is gone; no catch block of the engine may see it, as none would run. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts requests down to the one where the process dies, before or after it took effect. */
    static final class Fate {
        private int left;
        private final boolean after;

        Fate(int left, boolean after) {
            this.left = left;
            this.after = after;
        }

        void before() {
            if (left-- == 0 && !after) {
                throw new Death();
            }
        }

        void after() {
            if (left == -1 && after) {
                left--;
                throw new Death();
            }
        }
    }

    private final Random random;
    Fate fate = new Fate(Integer.MAX_VALUE, false);
    RouteRequest request;
    int edits;

    MortalWorld(Random random) {
        this.random = random;
    }

    private <T> T mortal(T result) {
        fate.after();
        return result;
    }

    private void before() {
        if (random.nextInt(4) == 0 && edits < 6) {
            foreignEdit();
        }
        fate.before();
    }

    /** Somebody adds a rule in front, an annotation, a backend of their own, or changes a timeout. */
    private void foreignEdit() {
        ObjectNode object = at(request.key().path()).orElse(null);
        if (object == null) {
            return;
        }
        edits++;
        ArrayNode rules = object.path("spec").path("rules").isArray()
                ? (ArrayNode) object.path("spec").path("rules")
                : (ArrayNode) object.path("spec").path("http");
        switch (random.nextInt(3)) {
            case 0 -> rules.insert(0, Samples.yaml("{name: foreign-" + edits + ", matches: [{path: {value: /f}}]}"));
            case 1 -> object.withObject("/metadata").withObject("/annotations").put("foreign-" + edits, "kept");
            default -> object.withObject("/spec").put("foreign" + edits, edits);
        }
        try {
            super.update(request.key(), object, false);
        } catch (LostRaceException | BadInputException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<ObjectNode> get(ObjectKey key) throws BadInputException {
        before();
        return mortal(super.get(key));
    }

    @Override
    public synchronized ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
            throws LostRaceException, BadInputException {
        before();
        return mortal(super.update(key, object, dryRun));
    }

    @Override
    public synchronized List<ObjectNode> list(ObjectKey key, String labelSelector) {
        fate.before();
        return mortal(super.list(key, labelSelector));
    }
}
