package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The chains of decisions, one for each model. */
public final class Decisions {
    private static final int MAX_BYTES = 256 << 10;
    private static final int SEARCHED = 256;

    private final ObjectStore store;
    private final EvidenceStore evidence;
    private final Segments segments;
    private final Retry retry;

    /** A decision of each model that once was the newest: where the search for the head begins. */
    private final Map<String, Decision> hints = new ConcurrentHashMap<>();

    Decisions(ObjectStore store, EvidenceStore evidence, Retry retry) {
        this.store = store;
        this.evidence = evidence;
        this.segments = new Segments(store);
        this.retry = retry;
    }

    /** Appends without an expectation. */
    public Decision append(DecisionDraft draft) throws DeliveryException, InterruptedException {
        return append(draft, Expectation.any());
    }

    /**
     * Appends a decision to its model's chain. Of several writers each gets its own place; an append whose answer was lost
     * is recognised as done.
     *
     * @throws RefusedException for a DECIDED whose evidence is missing, contradictory, or about another digest than {@code to}
     * @throws LostRaceException when the expectation does not hold, or others were first too often
     * @throws UnreachableException when the store fails; it may have arrived, so who wants to ask again gives an id
     */
    public Decision append(DecisionDraft draft, Expectation expectation)
            throws DeliveryException, InterruptedException {
        return append(draft, expectation, UUID.randomUUID().toString(), false);
    }

    /**
     * The same with an id of the caller's, who may ask again with it after an {@code UnreachableException}, as often as it
     * takes: what has arrived, or arrives late, is recognised and given back, not appended twice. Recognised are the last
     * 256 decisions of the environment; looking there costs a few requests more.
     *
     * @param id a name that no other decision has: the draft's content id, or for example a UUID with its dashes
     * @throws BadInputException also when it has the form of a content id, which readers check, and is not the draft's
     * @throws RefusedException also when the id belongs to a decision that says something else
     */
    public Decision append(DecisionDraft draft, Expectation expectation, String id)
            throws DeliveryException, InterruptedException {
        Names.require("decision", id);
        if (DecisionDocument.isContentId(id) && !id.equals(draft.contentId())) {
            throw new BadInputException("The id " + id
                    + " looks like one made of a decision's content, but this one's is " + draft.contentId());
        }
        return append(draft, expectation, id, true);
    }

    private Decision append(DecisionDraft draft, Expectation expectation, String id, boolean mayBeThere)
            throws DeliveryException, InterruptedException {
        draft.checked();
        requireEvidence(draft);
        for (int attempt = 1; attempt <= retry.attempts(); attempt++) {
            Optional<Decision> head = head(draft.model());
            if (mayBeThere && attempt == 1) {
                // From this very head: an earlier try may still arrive as the next number, but never as a later one.
                Optional<Decision> done = tail(draft.model(), draft.environment(), SEARCHED, head).stream()
                        .filter(decision -> decision.id().equals(id))
                        .findFirst();
                if (done.isPresent()) {
                    return recognised(done.get(), draft);
                }
            }
            Heads heads = head.isPresent() ? Heads.after(head.get()) : Heads.NONE;
            expectation.check(draft.model(), draft.environment(), heads.of(draft.environment()));
            Decision next = DecisionDocument.next(
                    head, draft, id, retry.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            byte[] content = Stored.bytes(next.toJson());
            if (content.length > MAX_BYTES) {
                throw new RefusedException("The decision has " + content.length + " bytes; at most 256 KiB are kept");
            }
            String key = key(draft.model(), next.seq());
            Optional<byte[]> first = store.create(key, content);
            if (first.isEmpty()) {
                hints.put(draft.model(), next);
                extendSegments(next);
                return next;
            }
            Decision other = DecisionDocument.parse(first.get(), key);
            if (other.id().equals(id)) {
                return recognised(other, draft);
            }
            retry.pause(attempt);
        }
        throw new LostRaceException("Others appended to the decisions of " + draft.model() + " first, "
                + retry.attempts() + " times in a row; try again");
    }

    /** An earlier try arrived after all, though perhaps without its copies. */
    private Decision recognised(Decision done, DecisionDraft draft) throws RefusedException, InterruptedException {
        if (!done.draft().equals(draft)) {
            throw new RefusedException("The id " + done.id() + " belongs to decision " + done.seq() + " of "
                    + done.model() + ", which says something else; another decision needs another id");
        }
        extendSegments(done);
        return done;
    }

    /** The decision stands by now; copies that could not be written only make later reading dearer. */
    private void extendSegments(Decision decision) throws InterruptedException {
        try {
            segments.extend(Chain.all(decision.model()), decision);
            segments.extend(new Chain(decision.model(), decision.environment()), decision);
        } catch (DeliveryException e) {
            return;
        }
    }

    private void requireEvidence(DecisionDraft draft) throws DeliveryException, InterruptedException {
        if (draft.kind() != Decision.Kind.DECIDED || draft.evidence().isEmpty()) {
            return;
        }
        Bundle bundle = evidence.bundle(draft.model(), draft.to().version(), draft.evidence());
        if (!bundle.digest().equals(Optional.of(draft.to().digest()))) {
            throw new RefusedException(
                    "The evidence is about " + bundle.digest().orElse("nothing") + ", not about "
                            + draft.to().digest() + ", which is to run; judge the version that is to be promoted");
        }
        if (!bundle.evalSet().equals(draft.evalSet()) || !bundle.drift().equals(draft.drift())) {
            throw new RefusedException("The decision names another eval set or drift verdict than its evidence");
        }
    }

    /** The newest decision of a model. */
    public Optional<Decision> head(String model) throws DeliveryException, InterruptedException {
        String prefix = prefix(model);
        Decision hint = hints.get(model);
        long known = hint == null ? segments.newest(Chain.all(model)) : hint.seq();
        List<Long> numbers =
                NumberedKeys.numbers(ObjectKeys.after(store, prefix, NumberedKeys.key(prefix, Math.max(0, known - 1))));
        if (numbers.isEmpty() && known > 0) {
            hints.remove(model);
            hint = null;
            numbers = NumberedKeys.numbers(ObjectKeys.all(store, prefix));
        }
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        long seq = numbers.get(numbers.size() - 1);
        Decision newest = hint != null && hint.seq() == seq ? hint : require(model, seq);
        hints.put(model, newest);
        return Optional.of(newest);
    }

    /** The last decisions of a model, newest first. */
    public List<Decision> tail(String model, int limit) throws DeliveryException, InterruptedException {
        Optional<Decision> head = head(model);
        return head.isEmpty() ? List.of() : tail(Chain.all(model), head.get(), limit);
    }

    /** The last decisions of a model in one environment, newest first. */
    public List<Decision> tail(String model, String environment, int limit)
            throws DeliveryException, InterruptedException {
        return tail(model, Names.require("environment", environment), limit, head(model));
    }

    private List<Decision> tail(String model, String environment, int limit, Optional<Decision> head)
            throws DeliveryException, InterruptedException {
        Chain chain = new Chain(model, environment);
        if (head.isEmpty()) {
            return List.of();
        }
        return head.get().environment().equals(environment)
                ? tail(chain, head.get(), limit)
                : segments.read(chain, head.get().heads().of(environment), limit);
    }

    private List<Decision> tail(Chain chain, Decision head, int limit) throws DeliveryException, InterruptedException {
        List<Decision> decisions = new ArrayList<>();
        if (limit > 0) {
            decisions.add(head);
            decisions.addAll(segments.read(chain, chain.previous(head), limit - 1));
        }
        return decisions;
    }

    /**
     * The decisions just before a number, newest first; empty when the ledger has no decision of that number.
     *
     * @param seq of the oldest decision of the page before
     * @param limit at most so many
     */
    public List<Decision> before(String model, long seq, int limit) throws DeliveryException, InterruptedException {
        Optional<Decision> from = read(model, seq);
        Chain chain = Chain.all(model);
        return from.isEmpty() ? List.of() : segments.read(chain, chain.previous(from.get()), limit);
    }

    /** The names of the environments that a model has decisions in, sorted. */
    public List<String> environments(String model) throws DeliveryException, InterruptedException {
        Optional<Decision> head = head(model);
        if (head.isEmpty()) {
            return List.of();
        }
        TreeSet<String> names = new TreeSet<>(head.get().heads().environments().keySet());
        names.add(head.get().environment());
        return List.copyOf(names);
    }

    /** The newest decision of a model in one environment that fits, however long ago it was. */
    public Optional<Decision> newest(String model, String environment, Predicate<Decision> fits)
            throws DeliveryException, InterruptedException {
        Chain chain = new Chain(model, Names.require("environment", environment));
        List<Decision> page = tail(model, environment, SEARCHED);
        while (!page.isEmpty()) {
            Optional<Decision> found = page.stream().filter(fits).findFirst();
            if (found.isPresent()) {
                return found;
            }
            page = segments.read(chain, chain.previous(page.get(page.size() - 1)), SEARCHED);
        }
        return Optional.empty();
    }

    /** One decision by its number. */
    public Optional<Decision> read(String model, long seq) throws DeliveryException, InterruptedException {
        String key = key(model, seq);
        Optional<byte[]> content = store.get(key);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Decision decision = DecisionDocument.parse(content.get(), key);
        if (decision.seq() != seq || !decision.model().equals(model)) {
            throw new BadInputException(key + " holds decision " + decision.seq() + " of " + decision.model());
        }
        return Optional.of(decision);
    }

    private Decision require(String model, long seq) throws DeliveryException, InterruptedException {
        return read(model, seq)
                .orElseThrow(() -> new UnreachableException("Decision " + seq + " of " + model
                        + " is listed but not there in " + store.describe() + "; try again"));
    }

    /** What runs in an environment: the last decision that says so, looked for among the last 256. */
    public Optional<Decision> serving(String model, String environment) throws DeliveryException, InterruptedException {
        return tail(model, environment, SEARCHED).stream()
                .filter(decision -> decision.kind().serves())
                .findFirst();
    }

    static String prefix(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/decisions/";
    }

    static String key(String model, long seq) throws BadInputException {
        return NumberedKeys.key(prefix(model), seq);
    }
}
