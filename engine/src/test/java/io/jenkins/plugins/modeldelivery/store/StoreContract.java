package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. */
public abstract class StoreContract {
    /** A store that is empty at the start of each test. */
    protected abstract ObjectStore store() throws Exception;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldGiveBackWhatWasCreated() throws Exception {
        ObjectStore store = store();
        assertThat(store.get("a/b.json")).isEmpty();
        assertThat(store.size("a/b.json")).isEmpty();
        assertThat(store.create("a/b.json", bytes("one"))).isEmpty();
        assertThat(store.get("a/b.json").orElseThrow()).asString().isEqualTo("one");
        assertThat(store.size("a/b.json")).hasValue(3);
    }

    @Test
    void shouldNeverOverwrite() throws Exception {
        ObjectStore store = store();
        store.create("a.json", bytes("one"));
        assertThat(store.create("a.json", bytes("two")).orElseThrow())
                .asString()
                .isEqualTo("one");
        assertThat(store.create("a.json", bytes("one"))).isEmpty();
        assertThat(store.get("a.json").orElseThrow()).asString().isEqualTo("one");
    }

    @Test
    void shouldListInTheOrderOfKeys() throws Exception {
        ObjectStore store = store();
        for (String key : List.of("a/2.json", "a/10.json", "a-b.json", "a/b/1.json", "a.json", "a/b.json", "b.json")) {
            store.create(key, bytes(key));
        }
        List<String> all = List.of("a-b.json", "a.json", "a/10.json", "a/2.json", "a/b.json", "a/b/1.json", "b.json");
        assertThat(store.list("", "", 100)).isEqualTo(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(store.list("", all.get(i), 100)).isEqualTo(all.subList(i + 1, all.size()));
        }
        assertThat(store.list("a/", "", 2)).containsExactly("a/10.json", "a/2.json");
        assertThat(store.list("a/", "a/10.jsonx", 2)).containsExactly("a/2.json", "a/b.json");
        assertThat(store.list("a/", "a/b~", 9)).isEmpty();
        assertThat(store.list("nothing/", "", 9)).isEmpty();
        assertThat(ObjectKeys.children(store, "")).containsExactly("a");
        assertThat(ObjectKeys.children(store, "a/")).containsExactly("b");
        assertThat(ObjectKeys.files(store, "a/")).containsExactly("10", "2", "b");
    }

    @Test
    void shouldListMoreThanOnePage() throws Exception {
        ObjectStore store = store();
        try (Workers workers = new Workers(4)) {
            workers.run(1003, i -> store.create(String.format("p/%04d.json", i), bytes("x")));
        }
        assertThat(store.list("p/", "", 1002)).hasSize(1002);
        assertThat(ObjectKeys.all(store, "p/")).hasSize(1003).isSorted();
    }

    @Test
    void shouldDeleteWhatThereIsAndWhatThereIsNot() throws Exception {
        ObjectStore store = store();
        store.create("a.json", bytes("one"));
        store.delete("a.json");
        store.delete("a.json");
        assertThat(store.get("a.json")).isEmpty();
        assertThat(store.create("a.json", bytes("two"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "../a",
                "a/../b",
                "a//b",
                ".tmp/x",
                "a b",
                "a\u0000b",
                "a\\b",
                "C:a",
                "~",
                "a/%2e"
            })
    void shouldRefuseWhatIsNoKey(String key) throws Exception {
        ObjectStore store = store();
        assertThatThrownBy(() -> store.create(key, bytes("x"))).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> store.get(key)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> store.size(key)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(BadInputException.class);
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldRefuseOversizedObjects() throws Exception {
        ObjectStore store = store();
        assertThatThrownBy(() -> store.create("big.json", new byte[ObjectStore.MAX_OBJECT_BYTES + 1]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("big.json");
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldLetExactlyOneOfManyCreate() throws Exception {
        ObjectStore store = store();
        int writers = 12;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        CyclicBarrier start = new CyclicBarrier(writers);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                byte[] mine = bytes("writer " + i);
                tasks.add(() -> {
                    start.await();
                    return store.create("race/one.json", mine).isEmpty();
                });
            }
            int winners = 0;
            for (Future<Boolean> won : pool.invokeAll(tasks)) {
                winners += won.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldPassTheCheckAndLeaveNothing() throws Exception {
        ObjectStore store = store();
        StoreCheck.run(store);
        assertThat(store.list("", "", 10)).isEmpty();
    }
}
