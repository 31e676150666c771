package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected ObjectStore store() throws Exception {
        return DirectoryStore.open(directory.resolve("ledger"));
    }

    @Test
    void shouldNotFollowSymbolicLinks() throws Exception {
        ObjectStore store = store();
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("x.json"), "secret");
        Files.createSymbolicLink(directory.resolve("ledger/models"), outside);
        Files.createSymbolicLink(directory.resolve("ledger/y.json"), outside.resolve("x.json"));
        for (String key : new String[] {"models/x.json", "y.json"}) {
            assertThatThrownBy(() -> store.get(key)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> store.size(key)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> store.delete(key)).isInstanceOf(RefusedException.class);
        }
        assertThatThrownBy(() -> store.create("models/z.json", new byte[1]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.list("models/", "", 9)).isInstanceOf(RefusedException.class);
        assertThat(outside.resolve("x.json")).hasContent("secret");
        assertThat(outside.toFile().list()).containsExactly("x.json");
    }

    @Test
    void shouldTakeAMistypedDirectoryForBadInputWhenReading() {
        assertThatThrownBy(() -> DirectoryStore.openExisting(directory.resolve("leger")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("leger");
    }

    /** As a controller does that goes down: it says nothing about the directory, and whoever goes on writes it again. */
    @Test
    void shouldStopWhenInterruptedAndBeAbleToGoOn() throws Exception {
        ObjectStore store = store();
        store.create("a.json", new byte[10]);
        for (ThrowableAssert.ThrowingCallable use : List.<ThrowableAssert.ThrowingCallable>of(
                () -> store.create("b.json", new byte[10]),
                () -> store.read("a.json", (buffer, offset, length) -> {}))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(use).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(store.create("b.json", new byte[10])).isEmpty();
        assertThat(directory.resolve("ledger/.tmp").toFile().list()).isEmpty();
    }

    @Test
    void shouldLeaveNoTemporaryFiles() throws Exception {
        ObjectStore store = store();
        store.create("a.json", new byte[10]);
        store.create("a.json", new byte[11]);
        assertThat(directory.resolve("ledger/.tmp").toFile().list()).isEmpty();
    }
}
