package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bucket in memory keeps the contract of real ones; what walks over keys cost is counted in it. */
class MemoryS3Test extends StoreContract {
    private final MemoryS3 bucket = new MemoryS3(method -> MemoryS3.Trouble.NONE);

    @Override
    protected ObjectStore store() {
        return bucket.store();
    }

    private static void fill(ObjectStore store, String prefix, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            store.create(String.format("%s%05d.json", prefix, i), new byte[] {1});
        }
    }

    private interface Walk {
        List<String> over(ObjectStore store, String prefix) throws Exception;
    }

    private List<String> counted(int atMost, String prefix, Walk walk) throws Exception {
        long before = bucket.requests();
        List<String> found = walk.over(bucket.store(), prefix);
        assertThat(bucket.requests() - before).isLessThanOrEqualTo(atMost);
        return found;
    }

    @Test
    void shouldListPlainObjectsByTheThousand() throws Exception {
        fill(store(), "p/", 2500);
        assertThat(counted(3, "p/", ObjectKeys::files)).hasSize(2500);
        assertThat(counted(3, "p/", ObjectKeys::names)).hasSize(2500);
        assertThat(counted(3, "p/", ObjectKeys::children)).isEmpty();
    }

    @Test
    void shouldSkipWhatLiesInLargeDirectories() throws Exception {
        List<String> models = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            fill(store(), "models/m" + i + "/decisions/", 1200);
            models.add("m" + i);
        }
        assertThat(counted(6, "models/", ObjectKeys::children)).isEqualTo(models);
        assertThat(counted(6, "models/", ObjectKeys::files)).isEmpty();
    }

    @Test
    void shouldTakeManySmallDirectoriesInOnePage() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 100; i < 700; i++) {
            store().create("n/r" + i + ".json", new byte[] {1});
            fill(store(), "n/r" + i + "/", 2);
            names.add("r" + i);
        }
        assertThat(counted(2, "n/", ObjectKeys::files)).isEqualTo(names);
        assertThat(counted(2, "n/", ObjectKeys::children)).isEqualTo(names);
    }

    @Test
    void shouldFindWhatLiesBetweenAndAfterLargeDirectories() throws Exception {
        ObjectStore store = store();
        fill(store, "x/a/", 1000);
        store.create("x/a-b/1.json", new byte[] {1});
        store.create("x/a.json", new byte[] {1});
        store.create("x/a0.json", new byte[] {1});
        fill(store, "x/b/", 3000);
        fill(store, "x/c", 1500);
        store.create("x/z/1.json", new byte[] {1});
        assertThat(ObjectKeys.children(store, "x/")).containsExactly("a-b", "a", "b", "z");
        assertThat(ObjectKeys.files(store, "x/")).hasSize(1502).startsWith("a", "a0", "c00000");
    }
}
