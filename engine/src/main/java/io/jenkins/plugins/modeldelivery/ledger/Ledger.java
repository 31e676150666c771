package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * A ledger in a store. Safe for many threads, and for many processes on the same store. Every method of its parts may
 * throw: {@code BadInputException} for names that are none and for foreign or damaged objects, {@code RefusedException}
 * and {@code LostRaceException} as told there, {@code UnreachableException} when the store fails.
 */
public final class Ledger implements AutoCloseable {
    private static final int ATTEMPTS = 100;

    private final ObjectStore store;
    private final Clock clock;
    private final Versions versions;
    private final EvidenceStore evidence;
    private final Decisions decisions;
    private final Fingerprints fingerprints;
    private final Leases leases;
    private final Journal history;
    private final Journal live;
    private final Dependencies dependencies;

    private Ledger(ObjectStore store, Retry retry) {
        this.store = store;
        this.clock = retry.clock();
        this.versions = new Versions(store);
        this.evidence = new EvidenceStore(store);
        this.decisions = new Decisions(store, evidence, retry);
        this.fingerprints = new Fingerprints(store);
        this.leases = new Leases(store, retry);
        this.history = new Journal(store, "history", retry);
        this.live = new Journal(store, "live", retry);
        this.dependencies = new Dependencies(store, retry);
    }

    /** A ledger in any store; closing the ledger closes the store. */
    public static Ledger on(ObjectStore store) {
        return on(
                store,
                Clock.systemUTC(),
                Sleeper.REAL,
                ThreadLocalRandom.current().nextLong());
    }

    /**
     * The same with everything that varies given.
     *
     * @param seed of the pauses between tries
     */
    public static Ledger on(ObjectStore store, Clock clock, Sleeper sleeper, long seed) {
        RandomGenerator random = new SynchronizedRandom(new SplittableRandom(seed));
        return new Ledger(store, new Retry(ATTEMPTS, clock, sleeper, random));
    }

    /** By which entries are dated, and told whether they are of the future. */
    public Clock clock() {
        return clock;
    }

    public Versions versions() {
        return versions;
    }

    public EvidenceStore evidence() {
        return evidence;
    }

    public Decisions decisions() {
        return decisions;
    }

    public Fingerprints fingerprints() {
        return fingerprints;
    }

    public Leases leases() {
        return leases;
    }

    /** One small entry for each piece of evidence; typed by {@code evidence.ModelHistory}. */
    public Journal history() {
        return history;
    }

    /** One small entry for each fingerprint of live requests; typed by {@code evidence.LiveReference}. */
    public Journal live() {
        return live;
    }

    public Dependencies dependencies() {
        return dependencies;
    }

    /** The names of all models that have anything in this ledger. */
    public List<String> models() throws DeliveryException, InterruptedException {
        return ObjectKeys.children(store, "models/");
    }

    /** The store, for exporting and checking it. */
    public ObjectStore store() {
        return store;
    }

    /** How to call this ledger in a message. */
    public String describe() {
        return store.describe();
    }

    @Override
    public void close() {
        store.close();
    }

    private record SynchronizedRandom(SplittableRandom random) implements RandomGenerator {
        @Override
        public long nextLong() {
            synchronized (random) {
                return random.nextLong();
            }
        }
    }

    /**
     * What models declare to depend on. Only declarations are kept; whether an edge is stale is never stored but always
     * derived from evidence and decisions, so it cannot be forgotten.
     */
    public static final class Dependencies {
        private static final String MARKER = "downstream";

        private final ObjectStore store;
        private final Journal declarations;

        Dependencies(ObjectStore store, Retry retry) {
            this.store = store;
            this.declarations = new Journal(store, "dependencies", retry);
        }

        /** Says that a model may depend on another one. */
        private record Marker(String model, String downstream) {}

        /** The model's last word, if it ever said one. */
        public Optional<Declaration> of(String model) throws DeliveryException, InterruptedException {
            for (ObjectNode entry : declarations.tail(model, 1)) {
                return Optional.of(Declaration.of(model, entry));
            }
            return Optional.empty();
        }

        /**
         * Declares. First each upstream gets a marker that this model may depend on it, so that no upstream is promoted
         * without looking here, wherever the writer is stopped.
         */
        public void declare(String model, Declaration declaration) throws DeliveryException, InterruptedException {
            for (Dependency dependency : declaration.dependsOn()) {
                ObjectNode marker = Json.document(MARKER, new Marker(dependency.model(), model));
                store.create(marker(dependency.model()) + model + ".json", Stored.bytes(marker));
            }
            declarations.append(model, Json.tree(declaration));
        }

        /** The models that depend on a model, or once did; sorted. */
        public List<String> downstream(String model) throws DeliveryException, InterruptedException {
            return ObjectKeys.names(store, marker(model));
        }

        /** The keys of all objects about a model that are kept here. */
        public List<String> keys(String model) throws DeliveryException, InterruptedException {
            List<String> keys = new ArrayList<>(declarations.keys(model));
            keys.addAll(ObjectKeys.all(store, marker(model)));
            return keys;
        }

        /** Every upstream that a model ever declared, checked to be whole. */
        Set<String> verified(String model) throws DeliveryException, InterruptedException {
            Set<String> upstream = new LinkedHashSet<>();
            for (ObjectNode entry : declarations.verified(model)) {
                Declaration.of(model, entry).dependsOn().stream()
                        .map(Dependency::model)
                        .forEach(upstream::add);
            }
            return upstream;
        }

        private static String marker(String model) throws BadInputException {
            return "models/" + Names.require("model", model) + "/" + MARKER + "/";
        }
    }
}
