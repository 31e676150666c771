package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is a name may be one in a ledger, those too that look like a file's or a number's. */
class NamesInKeysTest {
    private static final String[] ENDINGS = {"", ".json", ".json.json", ".JSON", ".", "-", ".tmp", "000000000001.json"};

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> first = Arbitraries.strings()
                .withCharRange('a', 'c')
                .withChars('0', 'Z')
                .ofLength(1);
        Arbitrary<String> rest =
                Arbitraries.strings().withChars('a', '.', '_', '-').ofMaxLength(3);
        Arbitrary<String> any =
                Combinators.combine(first, rest, Arbitraries.of(ENDINGS)).as((a, b, c) -> a + b + c);
        return Arbitraries.oneOf(any, any.map(name -> "a".repeat(128 - name.length()) + name));
    }

    @Provide
    Arbitrary<Set<String>> models() {
        return names().set().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 60)
    void shouldBeFoundInADirectory(
            @ForAll("models") Set<String> models,
            @ForAll("names") String version,
            @ForAll("names") String environment,
            @ForAll("names") String object)
            throws Exception {
        Path directory = Files.createTempDirectory("names");
        try {
            assertFound(DirectoryStore.open(directory), models, version, environment, object);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Property(tries = 30)
    void shouldBeFoundInABucket(
            @ForAll("models") Set<String> models,
            @ForAll("names") String version,
            @ForAll("names") String environment,
            @ForAll("names") String object)
            throws Exception {
        assertFound(new MemoryS3(method -> MemoryS3.Trouble.NONE).store(), models, version, environment, object);
    }

    private static void assertFound(
            ObjectStore store, Set<String> models, String version, String environment, String object) throws Exception {
        Ledger ledger = Ledger.on(store);
        LeaseTarget target = LeaseTarget.of(environment, "HTTPRoute", environment, object);
        ledger.leases().create(target, "lease", "holder", Drafts.TIME, Json.object());
        ledger.leases().transition(target, "lease", Lease.State.RESTORED, Optional.empty(), Optional.empty());
        for (String model : models) {
            ledger.versions()
                    .register(ModelVersion.of(
                            model,
                            version,
                            Optional.empty(),
                            Optional.of(ImageReference.parse("registry.example.com/m@" + Drafts.DIGEST)),
                            Optional.empty(),
                            Map.of()));
            ledger.evidence()
                    .record(Evidence.of(
                            model,
                            version,
                            Drafts.DIGEST,
                            Drafts.TIME,
                            Optional.empty(),
                            Drafts.report("PASS", Drafts.EVAL_SET)));
            ledger.decisions().append(Drafts.promoted(model, environment, version));
        }
        LedgerVerification found = LedgerVerification.of(Ledger.on(store));
        assertThat(found.problems()).isEmpty();
        assertThat(found.models()).isEqualTo(models.size());
        assertThat(found.versions()).isEqualTo(models.size());
        assertThat(found.evidence()).isEqualTo(models.size());
        assertThat(found.decisions()).isEqualTo(models.size());
        assertThat(found.leases()).isEqualTo(2);
        Ledger fresh = Ledger.on(store);
        assertThat(fresh.models()).containsExactlyElementsOf(fresh.models()).hasSameElementsAs(models);
        assertThat(fresh.leases().targets()).containsExactly(target);
        for (String model : models) {
            assertThat(fresh.versions().list(model)).containsExactly(version);
            assertThat(fresh.decisions().head(model)).isPresent();
        }
    }

    /** A page that begins or ends anywhere holds the keys that belong there, in the order of an S3 store. */
    @Property(tries = 100)
    void shouldBeListedInADirectoryAsInABucket(
            @ForAll("models") Set<String> names,
            @ForAll("names") String after,
            @ForAll @IntRange(min = 1, max = 9) int limit)
            throws Exception {
        Path directory = Files.createTempDirectory("names");
        try {
            ObjectStore store = DirectoryStore.open(directory);
            TreeSet<String> keys = new TreeSet<>();
            for (String name : names) {
                keys.add("m/" + name + "/" + name);
                keys.add("m/" + name + "/a.json");
                if (!names.contains(name + ".json") && !name.equals(after)) {
                    keys.add("m/" + name + ".json");
                }
            }
            for (String key : keys) {
                store.create(key, new byte[] {1});
            }
            assertThat(ObjectKeys.all(store, "")).containsExactlyElementsOf(keys);
            for (String start : List.of(
                    "",
                    "m/" + after,
                    "m/" + after + "/",
                    "m/" + names.iterator().next() + "/a.json")) {
                List<String> expected = keys.stream()
                        .filter(key -> key.compareTo(start) > 0)
                        .limit(limit)
                        .toList();
                assertThat(store.list("m/", start, limit)).as(start).isEqualTo(expected);
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
