package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a bucket in memory, where requests can be counted on long ledgers. */
class MemoryLedgerTest extends LedgerContract {
    private final MemoryS3 bucket = new MemoryS3(method -> MemoryS3.Trouble.NONE);

    @Override
    public ObjectStore store() {
        return bucket.store();
    }

    @Test
    void shouldReadTheLastFiftyOfALongLedgerInSixRequestsWhereverItEnds() throws Exception {
        Ledger ledger = Ledger.on(bucket.store());
        for (int i = 1; i <= 2000; i++) {
            String environment = i % 31 == 0 ? "rare" : i % 2 == 0 ? "production" : "staging";
            ledger.decisions().append(Drafts.promoted(environment, "1." + i));
            if (i > 1900 && i % 7 == 0) { // every place within a block of 8
                assertFewRequests();
            }
        }
    }

    private void assertFewRequests() throws Exception {
        for (String environment : List.of("rare", "production", "staging", "")) {
            Decisions fresh = Ledger.on(bucket.store()).decisions();
            long before = bucket.requests();
            List<Decision> last = environment.isEmpty() ? fresh.tail(MODEL, 50) : fresh.tail(MODEL, environment, 50);
            assertThat(bucket.requests() - before).as(environment).isLessThanOrEqualTo(6);
            assertThat(last).hasSize(50);
        }
    }
}
