package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.store.FaultProxy;
import io.jenkins.plugins.modeldelivery.store.FaultProxy.Fault;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(S3Server.Extension.class)
class S3LedgerTest extends LedgerContract {
    private static final List<Fault> FAULTS = List.of(
            Fault.ERROR_BEFORE,
            Fault.ERROR_AFTER,
            Fault.UNAVAILABLE_AFTER,
            Fault.CONFLICT_BEFORE,
            Fault.CONFLICT_AFTER,
            Fault.DROP_AFTER,
            Fault.HANG_AFTER);

    private S3Server server;

    @BeforeEach
    void remember(S3Server server) {
        this.server = server;
    }

    @Override
    public ObjectStore store() throws Exception {
        return server.emptyStore();
    }

    @Test
    void shouldLoseAndDoubleNothingWithTwentyWritersAndABadNetwork() throws Exception {
        Random random = new Random(3);
        AtomicInteger injected = new AtomicInteger();
        Function<String, Fault> plan = line -> {
            synchronized (random) {
                if (!line.startsWith("PUT ") || random.nextInt(4) != 0) {
                    return Fault.NONE;
                }
                injected.incrementAndGet();
                return FAULTS.get(random.nextInt(FAULTS.size()));
            }
        };
        String prefix = "t" + UUID.randomUUID();
        try (FaultProxy proxy = new FaultProxy(server.port(), plan);
                Workers workers = new Workers(20)) {
            workers.run(20, i -> {
                try (Ledger ledger = Ledger.on(S3Store.open(
                        S3Server.impatient(S3Server.settings(prefix, proxy.port()), Duration.ofSeconds(2)),
                        S3Server.credentials()))) {
                    for (int k = 0; k < 2; k++) {
                        ledger.decisions().append(Drafts.promoted("production", "1." + i + "." + k));
                    }
                }
            });
        }
        assertThat(injected).hasPositiveValue();
        try (Ledger ledger = Ledger.on(S3Store.open(server.settings(prefix), S3Server.credentials()))) {
            List<Decision> all = ledger.decisions().tail(MODEL, 100);
            assertThat(all).hasSize(40);
            assertThat(all.stream().map(d -> d.to().version()).distinct()).hasSize(40);
            assertThat(LedgerVerification.of(ledger).problems()).isEmpty();
        }
    }

    @Test
    void shouldReadTheLastFiftyOfARareEnvironmentInSixRequests() throws Exception {
        String prefix = "t" + UUID.randomUUID();
        try (Ledger ledger = Ledger.on(S3Store.open(server.settings(prefix), S3Server.credentials()))) {
            for (int i = 1; i <= 200; i++) {
                ledger.decisions().append(Drafts.promoted(i % 3 == 0 ? "rare" : "production", "1." + i));
            }
        }
        for (String environment : List.of("rare", "production", "")) {
            try (FaultProxy proxy = new FaultProxy(server.port(), line -> Fault.NONE);
                    Ledger ledger =
                            Ledger.on(S3Store.open(S3Server.settings(prefix, proxy.port()), S3Server.credentials()))) {
                List<Decision> last = environment.isEmpty()
                        ? ledger.decisions().tail(MODEL, 50)
                        : ledger.decisions().tail(MODEL, environment, 50);
                assertThat(last).hasSize(50);
                assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(6);
            }
        }
    }
}
