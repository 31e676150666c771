package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Claims on objects in clusters. The states of an object are a sequence: the first claim ever is {@code <name>.json}, each
 * later state {@code <name>/<seq>.json}. Every step creates the next number, so two claims, or a claim and a late
 * restore, cannot both succeed; nothing is overwritten or deleted, and the history stays.
 */
public final class Leases {
    private final ObjectStore store;
    private final Retry retry;

    /** A state of each object that once was the newest: where the search begins. */
    private final Map<LeaseTarget, Lease> hints = new ConcurrentHashMap<>();

    Leases(ObjectStore store, Retry retry) {
        this.store = store;
        this.retry = retry;
    }

    /**
     * Claims an object: PREPARED.
     *
     * @param id unique, for example a UUID; claiming again with the id of the open lease gives that lease back
     * @throws RefusedException when another lease on it is not RESTORED, naming its holder and time
     * @throws LostRaceException when somebody claimed it in the same moment
     */
    public Lease create(LeaseTarget target, String id, String holder, Instant until, ObjectNode details)
            throws DeliveryException, InterruptedException {
        Names.require("lease", id);
        Optional<Lease> last = get(target);
        if (last.isPresent() && last.get().isOpen()) {
            if (last.get().id().equals(id)) {
                return last.get();
            }
            throw new RefusedException(target + " is leased until " + last.get().end() + " by "
                    + last.get().holder() + " (lease " + last.get().id() + ", "
                    + last.get().state()
                    + "); wait for it, or restore it");
        }
        return append(Lease.prepared(
                target,
                id,
                last.map(Lease::seq).orElse(0L) + 1,
                holder,
                until,
                retry.clock().instant(),
                Stored.normal(details, "the details")));
    }

    /**
     * Moves a lease on: PREPARED to ACTIVE, either to RESTORED, or ACTIVE to ACTIVE with another time or details. Being
     * RESTORED already is no failure, whoever did it.
     *
     * @return the lease in its new state
     * @throws RefusedException when the lease is not the object's last one, or would move backwards
     * @throws LostRaceException when somebody moved it in the same moment; look again
     */
    public Lease transition(
            LeaseTarget target, String id, Lease.State state, Optional<Instant> until, Optional<ObjectNode> details)
            throws DeliveryException, InterruptedException {
        Lease last = get(target)
                .filter(lease -> lease.id().equals(id))
                .orElseThrow(() -> new RefusedException("Lease " + id + " is not the last one on " + target));
        if (last.state() == Lease.State.RESTORED && state == Lease.State.RESTORED) {
            return last;
        }
        if (last.state().compareTo(state) > 0 || state == Lease.State.PREPARED) {
            throw new RefusedException(
                    "Lease " + id + " on " + target + " is " + last.state() + " and cannot become " + state);
        }
        return append(last.next(
                state,
                until.orElse(last.until()),
                retry.clock().instant(),
                Stored.normal(details.orElse(last.details()), "the details")));
    }

    private Lease append(Lease lease) throws DeliveryException, InterruptedException {
        String key = key(lease.target(), lease.seq());
        Optional<byte[]> existing = store.create(key, Stored.bytes(lease.toJson()));
        if (existing.isPresent()) {
            Lease theirs = parse(existing.get(), key, lease.target());
            hints.put(lease.target(), theirs);
            if (theirs.id().equals(lease.id()) && !theirs.isOpen() && !lease.isOpen()) {
                return theirs;
            }
            throw new LostRaceException("The lease on " + lease.target() + " became " + theirs.state() + " by "
                    + theirs.holder() + " (lease " + theirs.id() + ") in the same moment; look again");
        }
        hints.put(lease.target(), lease);
        return lease;
    }

    /** The newest state of the lease on an object, RESTORED ones included. */
    public Optional<Lease> get(LeaseTarget target) throws DeliveryException, InterruptedException {
        Lease hint = hints.get(target);
        String prefix = target.path() + "/";
        String after = hint == null || hint.seq() < 2 ? "" : NumberedKeys.key(prefix, hint.seq() - 1);
        List<Long> numbers = NumberedKeys.numbers(ObjectKeys.after(store, prefix, after));
        long seq = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1);
        if (hint != null && hint.seq() == seq && seq > 1) {
            return Optional.of(hint);
        }
        String key = key(target, seq);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            hints.remove(target);
            return Optional.empty();
        }
        Lease lease = parse(content.get(), key, target);
        hints.put(target, lease);
        return Optional.of(lease);
    }

    private static Lease parse(byte[] content, String key, LeaseTarget target) throws BadInputException {
        Lease lease = Lease.parse(content, key);
        if (!lease.target().equals(target) || !key.equals(key(target, lease.seq()))) {
            throw new BadInputException(key + " holds a lease on another object: " + lease.target());
        }
        return lease;
    }

    /** The newest state of each object that was ever leased: three requests for each, two where nothing moved. */
    public List<Lease> list() throws DeliveryException, InterruptedException {
        List<Lease> leases = new ArrayList<>();
        for (LeaseTarget target : targets()) {
            get(target).ifPresent(leases::add);
        }
        return leases;
    }

    /** All objects that were ever leased. */
    public List<LeaseTarget> targets() throws DeliveryException, InterruptedException {
        List<BadInputException> strange = new ArrayList<>();
        List<LeaseTarget> targets = targets(strange::add);
        if (!strange.isEmpty()) {
            throw strange.get(0);
        }
        return targets;
    }

    private List<LeaseTarget> targets(Consumer<BadInputException> strange)
            throws DeliveryException, InterruptedException {
        List<LeaseTarget> targets = new ArrayList<>();
        String root = "leases/";
        for (String cluster : ObjectKeys.children(store, root)) {
            for (String kind : ObjectKeys.children(store, root + cluster + "/")) {
                for (String namespace : ObjectKeys.children(store, root + cluster + "/" + kind + "/")) {
                    String prefix = root + cluster + "/" + kind + "/" + namespace + "/";
                    for (String name : ObjectKeys.files(store, prefix)) {
                        try {
                            targets.add(LeaseTarget.of(cluster, kind, namespace, name));
                        } catch (BadInputException e) {
                            strange.accept(e);
                        }
                    }
                }
            }
        }
        return targets;
    }

    /** The leases that are not RESTORED. */
    public List<Lease> open() throws DeliveryException, InterruptedException {
        return list().stream().filter(Lease::isOpen).toList();
    }

    /** Those on objects of one namespace of a cluster. */
    public List<Lease> open(String cluster, String namespace) throws DeliveryException, InterruptedException {
        List<Lease> open = new ArrayList<>();
        String root = "leases/" + Names.require("cluster", cluster) + "/";
        for (String kind : ObjectKeys.children(store, root)) {
            String prefix = root + kind + "/" + Names.require("namespace", namespace) + "/";
            for (String name : ObjectKeys.files(store, prefix)) {
                get(LeaseTarget.of(cluster, kind, namespace, name))
                        .filter(Lease::isOpen)
                        .ifPresent(open::add);
            }
        }
        return open;
    }

    /**
     * The same, where one that cannot be read must hide no other: whoever puts routes back does so for all that are told.
     *
     * @param damaged told of each that is none, or is damaged
     */
    public List<Lease> open(Consumer<BadInputException> damaged) throws DeliveryException, InterruptedException {
        List<Lease> open = new ArrayList<>();
        for (LeaseTarget target : targets(damaged)) {
            try {
                get(target).filter(Lease::isOpen).ifPresent(open::add);
            } catch (BadInputException e) {
                damaged.accept(e);
            }
        }
        return open;
    }

    /** All states that an object ever had, oldest first. */
    public List<Lease> history(LeaseTarget target) throws DeliveryException, InterruptedException {
        List<Lease> states = new ArrayList<>();
        long seq = get(target).map(Lease::seq).orElse(0L);
        for (long i = 1; i <= seq; i++) {
            String key = key(target, i);
            states.add(parse(Stored.require(store, key), key, target));
        }
        return states;
    }

    private static String key(LeaseTarget target, long seq) {
        return seq == 1 ? target.path() + ".json" : NumberedKeys.key(target.path() + "/", seq);
    }
}
