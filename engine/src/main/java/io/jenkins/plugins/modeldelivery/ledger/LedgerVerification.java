package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a walk over all of a ledger found.
 *
 * @param ledger what was walked
 * @param models how many
 * @param versions how many, over all models
 * @param evidence how many
 * @param decisions how many, up to the first broken link of each chain
 * @param leases states of leases, up to the first broken one of each object
 * @param problems one line each; of each chain the first broken or missing link
 * @param notes one line each: what is whole as far as can be seen, but that less vouches for than usual
 */
@JsonPropertyOrder({"verdict", "reasons", "notes"})
public record LedgerVerification(
        String ledger,
        long models,
        long versions,
        long evidence,
        long decisions,
        long leases,
        @JsonIgnore List<String> problems,
        List<String> notes)
        implements Report {
    /** Walks a ledger: every object is read. */
    public static LedgerVerification of(Ledger ledger) throws DeliveryException, InterruptedException {
        return new Verifier(ledger).run();
    }

    /** PASS without problems, INCONCLUSIVE for an empty ledger. */
    @JsonProperty
    @Override
    public Verdict verdict() {
        if (!problems.isEmpty()) {
            return Verdict.FAIL;
        }
        return models == 0 && leases == 0 ? Verdict.INCONCLUSIVE : Verdict.PASS;
    }

    @JsonProperty
    @Override
    public List<String> reasons() {
        return verdict() == Verdict.INCONCLUSIVE ? List.of("there is nothing in this ledger") : problems;
    }

    @Override
    public ObjectNode toJson() {
        return Json.document("ledger-verification", this);
    }

    @Override
    public Layout layout() {
        Section read = Section.figures("Read")
                .figure("models", Numbers.count(models))
                .figure("versions", Numbers.count(versions))
                .figure("evidence", Numbers.count(evidence))
                .figure("decisions", Numbers.count(decisions))
                .figure("states of leases", Numbers.count(leases))
                .end();
        return new Layout(verdict() + " " + ledger, reasons(), List.of(read), notes);
    }

    /** One walk over a ledger. */
    static final class Verifier {
        private final Ledger ledger;
        private final ObjectStore store;
        private final List<String> problems = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private long versions;
        private long evidence;
        private long decisions;
        private long leases;

        Verifier(Ledger ledger) {
            this.ledger = ledger;
            this.store = ledger.store();
        }

        private interface Part {
            void check() throws DeliveryException, InterruptedException;
        }

        LedgerVerification run() throws DeliveryException, InterruptedException {
            List<String> models = ledger.models();
            for (String model : models) {
                part(() -> checkVersions(model));
                Set<String> ids = new HashSet<>();
                part(() -> checkEvidence(model, ids));
                part(() -> checkDecisions(model, ids));
                part(() -> checkFingerprints(model));
                part(() -> checkHistory(model, ids));
                part(() -> checkLive(model));
                part(() -> checkDependencies(model));
            }
            part(this::checkLeases);
            return new LedgerVerification(
                    ledger.describe(),
                    models.size(),
                    versions,
                    evidence,
                    decisions,
                    leases,
                    List.copyOf(problems),
                    List.copyOf(notes));
        }

        /** Damage is noted and the walk goes on elsewhere; a store that fails ends it, since nothing is known then. */
        private void part(Part part) throws DeliveryException, InterruptedException {
            try {
                part.check();
            } catch (UnreachableException e) {
                throw e;
            } catch (DeliveryException e) {
                problems.add(e.getMessage());
            }
        }

        private void checkVersions(String model) throws DeliveryException, InterruptedException {
            for (String version : ledger.versions().list(model)) {
                part(() -> ledger.versions().require(model, version));
                versions++;
            }
        }

        private void checkEvidence(String model, Set<String> ids) throws DeliveryException, InterruptedException {
            for (String version : ObjectKeys.children(store, "models/" + model + "/evidence/")) {
                for (String id : ledger.evidence().list(model, version)) {
                    part(() -> {
                        Optional<Evidence> found = ledger.evidence().get(model, version, id);
                        ids.add(version + "/" + id);
                        if (found.isPresent()) {
                            checkDigest(found.get());
                        }
                    });
                    evidence++;
                }
            }
        }

        /** What was judged vouches for what the version is registered as. */
        private void checkDigest(Evidence about) throws DeliveryException, InterruptedException {
            Optional<ModelVersion> registered = ledger.versions().get(about.model(), about.version());
            Optional<String> sha256 = ledger.versions().sha256(about.model(), about.version());
            if (registered.isEmpty()) {
                problems.add("Version " + about.version() + " of " + about.model() + ", which evidence " + about.id()
                        + " is about, is not registered: its object was deleted");
            } else if (about.versionSha256().isPresent()
                    && !about.versionSha256().equals(sha256)) {
                problems.add("Version " + about.version() + " of " + about.model()
                        + " was changed after it was judged: evidence " + about.id()
                        + " is about another object (SHA-256"
                        + " differs)");
            }
            if (registered.isPresent() && !registered.get().digest().equals(about.digest())) {
                problems.add(
                        "Evidence " + about.id() + " is about " + about.digest() + ", but version " + about.version()
                                + " of " + about.model() + " is registered as "
                                + registered.get().digest() + ": one of the two was changed");
            }
        }

        private void checkDecisions(String model, Set<String> ids) throws DeliveryException, InterruptedException {
            // Looked up first: a copy is written after its decision, so what is appended during the walk raises no
            // alarm.
            Segments segments = new Segments(store);
            long copied = segments.newest(Chain.all(model));
            Optional<String> copy = copied == 0 ? Optional.empty() : segments.copied(Chain.all(model), copied);
            Optional<Decision> before = Optional.empty();
            Map<String, Place> places = new HashMap<>();
            for (String key : ObjectKeys.all(store, Decisions.prefix(model))) {
                long expected = before.map(Decision::seq).orElse(0L) + 1;
                if (NumberedKeys.number(key) != expected) {
                    throw new BadInputException(
                            Decisions.key(model, expected) + " is missing, but " + key + " is there");
                }
                Decision decision = ledger.decisions()
                        .read(model, expected)
                        .orElseThrow(() -> new BadInputException(key + " vanished during the walk"));
                checkLink(key, before, decision);
                for (String id : decision.evidence()) {
                    if (!ids.contains(decision.to().version() + "/" + id)) {
                        problems.add(key + " names evidence " + id + ", which is missing or damaged");
                    }
                }
                checkVersion(key, decision);
                checkPlace(key, decision, places);
                if (expected == copied) {
                    checkCopy(key, decision, copy);
                }
                before = Optional.of(decision);
                decisions++;
            }
            long last = before.map(Decision::seq).orElse(0L);
            if (copied > last) { // a chain that lost its end looks whole otherwise
                throw new BadInputException(
                        Decisions.key(model, last + 1) + " is missing, but a copy of decision " + copied + " is there");
            }
            if (last > copied || last > 0 && copy.isEmpty()) {
                notes.add(Decisions.key(model, last) + " is the newest decision of " + model
                        + " and has no copy, as after a writer that was killed: nothing else vouches for its time, nor that none"
                        + " came after it; compare it with what you keep elsewhere");
            }
        }

        /** What was decided vouches for what the version is registered as. */
        private void checkVersion(String key, Decision decision) throws DeliveryException, InterruptedException {
            if (decision.kind() != Decision.Kind.DECIDED) {
                return;
            }
            String version = decision.to().version();
            DecisionDetails details = decision.draft().details();
            Optional<ModelVersion> registered = ledger.versions().get(decision.model(), version);
            if (details.versionSha256().isPresent()) {
                if (!details.versionSha256().equals(ledger.versions().sha256(decision.model(), version))) {
                    problems.add("Version " + version + " of " + decision.model()
                            + (registered.isEmpty() ? " was deleted" : " was changed") + " after " + key
                            + " (SHA-256 differs)");
                }
            } else if (registered.isEmpty()) {
                notes.add(key + " is about version " + version
                        + ", which is not registered: it was promoted by its image");
            } else if (registered.get().isOtherImage(decision)) {
                problems.add("Version " + version + " of " + decision.model() + " is registered as "
                        + registered.get().image().orElseThrow() + ", but " + key + " brought "
                        + details.image().orElseThrow()
                        + ": it was changed, unless a template of the environment writes the image's name");
            }
        }

        /** An environment's name means one place until a move says otherwise. */
        private void checkPlace(String key, Decision decision, Map<String, Place> places) {
            Optional<Place> here = decision.place();
            if (here.isEmpty()) {
                return;
            }
            Place before = places.put(decision.environment(), here.get());
            if (before != null
                    && decision.kind() != Decision.Kind.MOVED
                    && !here.get().isSame(before)) {
                problems.add(key + " is about " + here.get().describe() + ", but '" + decision.environment() + "' of "
                        + decision.model() + " was " + before.describe() + ", and no move is recorded between");
            }
        }

        /** No later decision vouches for the newest one, but its copy does. */
        private static void checkCopy(String key, Decision decision, Optional<String> copy) throws BadInputException {
            if (copy.isPresent() && !copy.get().equals(decision.sha256())) {
                throw new BadInputException(
                        key + " is not what its copy says: one of the two was changed (SHA-256 differs)");
            }
        }

        private static void checkLink(String key, Optional<Decision> before, Decision decision)
                throws DeliveryException {
            if (!decision.previous().equals(before.map(Decision::sha256))) {
                throw new BadInputException(
                        key + " does not follow the object before it: one of the two was changed (SHA-256 differs)");
            }
            Heads heads = before.isPresent() ? Heads.after(before.get()) : Heads.NONE;
            if (!decision.heads().equals(heads)) {
                throw new BadInputException(key + " names other last decisions of environments than the chain has");
            }
        }

        private void checkFingerprints(String model) throws DeliveryException, InterruptedException {
            for (String name : ledger.fingerprints().list(model)) {
                part(() -> ledger.fingerprints().require(model, name));
            }
        }

        private void checkHistory(String model, Set<String> ids) throws DeliveryException, InterruptedException {
            for (ObjectNode point : ledger.history().verified(model)) {
                Journal.Entry entry = Journal.Entry.of(point, "the history of " + model);
                if (!ids.contains(entry.version().orElse("") + "/" + entry.id())) {
                    problems.add("The history of " + model + " names evidence " + entry.id()
                            + ", which is missing or damaged");
                }
            }
        }

        private void checkLive(String model) throws DeliveryException, InterruptedException {
            Set<String> kept = new HashSet<>();
            ledger.fingerprints().list(model).forEach(name -> kept.add(Fingerprints.data(name)));
            for (ObjectNode sample : ledger.live().verified(model)) {
                String sha256 = Journal.Entry.of(sample, "the live samples of " + model)
                        .sha256()
                        .orElse("");
                if (!kept.contains(sha256)) {
                    problems.add("The live samples of " + model + " name fingerprint " + sha256 + ", which is missing");
                }
            }
        }

        private void checkDependencies(String model) throws DeliveryException, InterruptedException {
            for (String upstream : ledger.dependencies().verified(model)) {
                if (!ledger.dependencies().downstream(upstream).contains(model)) {
                    problems.add("The marker that " + model + " may depend on " + upstream + " is missing");
                }
            }
        }

        private void checkLeases() throws DeliveryException, InterruptedException {
            for (LeaseTarget target : ledger.leases().targets()) {
                part(() -> {
                    Optional<Lease> before = Optional.empty();
                    for (Lease lease : ledger.leases().history(target)) {
                        checkMove(before, lease);
                        before = Optional.of(lease);
                        leases++;
                    }
                });
            }
        }

        private static void checkMove(Optional<Lease> before, Lease lease) throws BadInputException {
            boolean isFirst = before.isEmpty() || !before.get().isOpen();
            boolean fits = isFirst
                    ? lease.state() == Lease.State.PREPARED
                    : before.get().id().equals(lease.id())
                            && lease.state() != Lease.State.PREPARED
                            && before.get().state().compareTo(lease.state()) <= 0;
            if (!fits) {
                throw new BadInputException("State " + lease.seq() + " of " + lease.target() + " (" + lease.state()
                        + ", lease " + lease.id() + ") does not follow the one before it");
            }
        }
    }
}
