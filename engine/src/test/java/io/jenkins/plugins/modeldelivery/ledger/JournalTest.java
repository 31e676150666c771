package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small entries whose newest are cheap to read. */
class JournalTest {
    private final MemoryS3 bucket = new MemoryS3(method -> MemoryS3.Trouble.NONE);
    private final Ledger ledger = Ledger.on(bucket.store());

    private static ObjectNode entry(int number) {
        return Json.object()
                .put("id", "e" + number)
                .put("time", Drafts.TIME.plus(Duration.ofDays(number)).toString())
                .put("value", number);
    }

    private static List<String> ids(List<ObjectNode> entries) {
        return entries.stream().map(entry -> entry.get("id").asText()).toList();
    }

    @Test
    void shouldReadTheLastTwoYearsOfDailyEntriesInAFewRequests() throws Exception {
        for (int i = 1; i <= 1100; i++) {
            ledger.history().append(MODEL, entry(i));
            if (i > 1000 && i % 9 == 0) {
                long before = bucket.requests();
                List<ObjectNode> last = Ledger.on(bucket.store())
                        .history()
                        .tail(MODEL, 10_000, Drafts.TIME.plus(Duration.ofDays(i - 730)));
                assertThat(bucket.requests() - before).isLessThanOrEqualTo(8);
                assertThat(last).hasSize(731);
                assertThat(last.get(0)).isEqualTo(Json.parse(Json.compact(entry(i)), "entry"));
            }
        }
        long before = bucket.requests();
        assertThat(ids(ledger.history().tail(MODEL, 24))).hasSize(24).startsWith("e1100", "e1099");
        assertThat(bucket.requests() - before).isLessThanOrEqualTo(3);
        assertThat(ledger.history().tail(MODEL, 5000)).hasSize(1100);
        assertThat(ledger.history().keys(MODEL)).hasSize(9);
        assertThat(ledger.history().tail("unknown", 5)).isEmpty();
    }

    @Test
    void shouldStepOverADamagedNewestPage(@TempDir Path directory) throws Exception {
        Ledger damaged = Ledger.on(DirectoryStore.open(directory));
        for (int i = 1; i <= 3; i++) {
            damaged.history().append(MODEL, entry(i));
        }
        Path newest = directory.resolve(damaged.history().keys(MODEL).get(0));
        Files.writeString(newest, "{\"cut\": ");
        assertThat(ids(damaged.history().tail(MODEL, 9))).containsExactly("e2", "e1");
        assertThat(damaged.history().append(MODEL, entry(4))).isTrue();
        assertThat(ids(damaged.history().tail(MODEL, 9))).containsExactly("e4", "e2", "e1");
        assertThatThrownBy(() -> damaged.history().verified(MODEL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(newest.getFileName().toString());
    }

    @Test
    void shouldAddAnEntryOnceHoweverOftenItIsAskedFor() throws Exception {
        for (int i = 1; i <= 130; i++) {
            assertThat(ledger.history().append(MODEL, entry(i))).isTrue();
            assertThat(ledger.history().append(MODEL, entry(i))).isFalse();
        }
        assertThat(ledger.history().append(MODEL, entry(100)))
                .as("on the page before")
                .isFalse();
        assertThat(ledger.history().tail(MODEL, 1000)).hasSize(130);
    }

    @Test
    void shouldLoseNothingOfTwentyWriters() throws Exception {
        List<String> expected = new ArrayList<>();
        try (Workers workers = new Workers(20)) {
            workers.run(20, writer -> {
                Ledger own = Ledger.on(bucket.store());
                for (int i = 0; i < 10; i++) {
                    own.history().append(MODEL, entry(writer * 10 + i));
                }
            });
        }
        for (int i = 0; i < 200; i++) {
            expected.add("e" + i);
        }
        assertThat(ids(ledger.history().verified(MODEL))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void shouldNameWhatIsDamagedAndRefuseWhatIsTooLarge() throws Exception {
        ledger.history().append(MODEL, entry(1));
        ledger.history().append(MODEL, entry(2));
        ObjectNode large = entry(3).put("text", "x".repeat(20_000));
        assertThatThrownBy(() -> ledger.history().append(MODEL, large))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("16 KiB");
        assertThatThrownBy(() -> ledger.history().append("no/name", entry(3))).isInstanceOf(BadInputException.class);
        String newest = "models/" + MODEL + "/history/" + (999_999_999_999L - 2) + ".json";
        try (ObjectStore store = bucket.store()) {
            store.delete(newest);
            store.create(newest, "{}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ids(ledger.history().tail(MODEL, 5))).containsExactly("e1");
        assertThat(LedgerVerification.of(ledger).problems()).anyMatch(problem -> problem.contains(newest));
    }
}
