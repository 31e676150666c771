package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.RadosGateway;
import io.jenkins.plugins.modeldelivery.store.StoreCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Ceph's gateway, where it is installed. */
class RadosGatewayLedgerTest extends LedgerContract {
    @TempDir
    static Path directory;

    private static RadosGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                RadosGateway.isInstalled(),
                "radosgw is not installed (apt-get install radosgw ceph-mon ceph-osd ceph-common)");
        gateway = RadosGateway.start(directory);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Override
    public ObjectStore store() throws Exception {
        return gateway.emptyStore();
    }

    @Test
    void shouldBeAbleToHoldALedger() throws Exception {
        try (ObjectStore store = store()) {
            StoreCheck.run(store);
            assertThat(store.list("", "", 9)).as("cleaned up").isEmpty();
        }
    }
}
