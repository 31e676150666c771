package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLedgerTest extends LedgerContract {
    @TempDir
    Path directory;

    @Override
    public ObjectStore store() throws Exception {
        return DirectoryStore.open(directory);
    }
}
