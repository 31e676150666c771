package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A ledger of the version before: versions, evidence, decisions of every kind, leases, histories. People see what they saw. */
class LedgerOfTheVersionBeforeTest {
    /** For those who only read; copied, lest a test changes the repository. */
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    @BeforeAll
    static void copyForReaders() throws Exception {
        copy(shared);
    }

    private static Path copy(Path to) throws Exception {
        Before.copy(Path.of(Before.RESOURCES, "ledger-unmoved"), to.resolve("ledger-unmoved"));
        return Before.copy(Path.of(Before.RESOURCES, "ledger"), to.resolve("ledger"));
    }

    static Stream<Before.Case> cases() {
        return Before.cases("ledger-cases.txt");
    }

    static Stream<Path> documents() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of(Before.RESOURCES))) {
            return files
                    .filter(file ->
                            file.toString().matches(".*/ledger[^/]*/models/[^/]+/(versions|evidence|decisions)/.*"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Every stored document is shown with all its fields. */
    @ParameterizedTest
    @MethodSource("documents")
    void shouldShowWhatIsStored(Path document) throws Exception {
        List<String> path = new ArrayList<>();
        Path.of(Before.RESOURCES).relativize(document).forEach(part -> path.add(part.toString()));
        String name = path.get(path.size() - 1).replaceAll("\\.json$", "");
        List<String> args = new ArrayList<>(List.of("ledger", "show", path.get(2)));
        switch (path.get(3)) {
            case "versions" -> args.addAll(List.of("--version", name));
            case "evidence" -> args.addAll(List.of("--version", path.get(4), "--evidence", name));
            default -> args.addAll(List.of("--decision", String.valueOf(Long.parseLong(name))));
        }
        args.addAll(List.of("--ledger", shared.resolve(path.get(0)).toString()));
        Cli.Result shown = Cli.run(args.toArray(new String[0]));
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        ObjectNode now = (ObjectNode) Json.parse(shown.out(), "shown");
        if (path.get(3).equals("versions")) {
            now.remove("evidence"); // told beside the version, not stored in it
        }
        assertThat(now).isEqualTo(Json.read(document));
    }

    @Test
    void shouldKnowALeaseInEachState() throws Exception {
        try (Ledger opened = Ledger.on(DirectoryStore.open(shared.resolve("ledger")))) {
            assertThat(opened.leases().list()).extracting(Lease::state).containsExactlyInAnyOrder(Lease.State.values());
            assertThat(opened.leases().open())
                    .extracting(Lease::id)
                    .containsExactlyInAnyOrder("lease-prepared", "lease-active");
        }
    }

    @Test
    void shouldHoldADecisionOfEveryKindThatItKnew() throws Exception {
        Set<Decision.Kind> known = EnumSet.complementOf(EnumSet.of(Decision.Kind.RELEASED, Decision.Kind.MOVED));
        try (Ledger opened = Ledger.on(DirectoryStore.open(shared.resolve("ledger")))) {
            assertThat(opened.decisions().tail("intent-classifier", 100))
                    .extracting(Decision::kind)
                    .containsAll(known);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldShowTheSame(Before.Case look) throws Exception {
        boolean records = look.arguments().contains("--version") && !look.name().startsWith("show");
        String said = look.run(records ? copy(directory) : shared.resolve("ledger"), directory);
        if (System.getProperty("before.write") != null) {
            Files.writeString(look.expected(), said);
        }
        assertThat(Before.parts(said)).isEqualTo(Before.parts(Files.readString(look.expected())));
    }
}
