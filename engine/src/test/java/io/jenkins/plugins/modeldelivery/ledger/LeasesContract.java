package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What leases promise on every store. */
interface LeasesContract {
    /** A store that is empty at the start of each test. */
    ObjectStore store() throws Exception;

    @Test
    default void shouldMoveALeaseForwardsOnlyAndFreeIt() throws Exception {
        Leases leases = Ledger.on(store()).leases();
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        Lease prepared =
                leases.create(target, "a", "build 1", Drafts.TIME, Json.object().put("weight", 95));
        assertThat(leases.create(target, "a", "build 1", Drafts.TIME, Json.object()))
                .isEqualTo(prepared);
        assertThatThrownBy(() -> leases.create(target, "b", "build 2", Drafts.TIME, Json.object()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("build 1");
        leases.transition(target, "a", Lease.State.ACTIVE, Optional.empty(), Optional.empty());
        assertThat(leases.open()).singleElement().satisfies(lease -> {
            assertThat(lease.state()).isEqualTo(Lease.State.ACTIVE);
            assertThat(lease.isOverdue(Drafts.TIME.plusSeconds(1))).isTrue();
            assertThat(lease.details().path("weight").asInt()).isEqualTo(95);
        });
        Lease restored = leases.transition(target, "a", Lease.State.RESTORED, Optional.empty(), Optional.empty());
        assertThat(leases.transition(target, "a", Lease.State.RESTORED, Optional.empty(), Optional.empty()))
                .isEqualTo(restored);
        assertThatThrownBy(() -> leases.transition(target, "a", Lease.State.ACTIVE, Optional.empty(), Optional.empty()))
                .isInstanceOf(RefusedException.class);
        assertThat(leases.open()).isEmpty();
        leases.create(target, "b", "build 2", Drafts.TIME, Json.object());
        assertThatThrownBy(
                        () -> leases.transition(target, "a", Lease.State.RESTORED, Optional.empty(), Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not the last");
        leases.create(LeaseTarget.of("eu", "HTTPRoute", "shop", "other"), "c", "build 3", Drafts.TIME, Json.object());
        assertThat(leases.list()).extracting(Lease::id).containsExactly("b", "c");
        assertThat(leases.history(target))
                .extracting(lease -> lease.id() + lease.state())
                .containsExactly("aPREPARED", "aACTIVE", "aRESTORED", "bPREPARED");
    }

    @Test
    default void shouldGiveALeaseToOneOfManyLedgers() throws Exception {
        ObjectStore store = store();
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        List<String> winners = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 3; round++) {
            winners.clear();
            String name = "r" + round + "-";
            try (Workers workers = new Workers(8)) {
                workers.run(8, i -> {
                    try {
                        winners.add(Ledger.on(store)
                                .leases()
                                .create(target, name + i, "build " + i, Drafts.TIME, Json.object())
                                .id());
                    } catch (LostRaceException | RefusedException e) {
                        assertThat(e).hasMessageContaining("lease");
                    }
                });
            }
            assertThat(winners).hasSize(1);
            Ledger.on(store)
                    .leases()
                    .transition(target, winners.get(0), Lease.State.RESTORED, Optional.empty(), Optional.empty());
        }
    }
}
