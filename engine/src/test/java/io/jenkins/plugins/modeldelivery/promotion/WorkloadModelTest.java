package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workload is one model's: another one is not promoted onto it. */
class WorkloadModelTest {
    private static final String OTHER = "fraud";

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(directory).running(World.image("v1"));
        register("f1");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void register(String content) throws Exception {
        world.ledger
                .versions()
                .register(ModelVersion.of(
                        OTHER,
                        content,
                        Optional.empty(),
                        Optional.of(ImageReference.parse(World.image(content))),
                        Optional.empty(),
                        Map.of()));
    }

    private Delivery begin() throws Exception {
        return world.promotion()
                .prepare(new PromotionRequest(OTHER, "f1", Optional.empty(), Optional.empty(), World.actor("other")));
    }

    private void annotate(Consumer<ObjectNode> change) {
        ObjectNode object = world.cluster.api.get(world.path).deepCopy();
        change.accept(object.withObject("/metadata/annotations"));
        world.cluster.api.put(world.path, object);
        world.cluster.tick();
    }

    @Test
    void shouldSayOnTheWorkloadWhoseItIs() throws Exception {
        world.promote("v2");
        assertThat(world.cluster
                        .api
                        .get(world.path)
                        .at("/metadata/annotations")
                        .path(Annotations.MODEL)
                        .asText())
                .isEqualTo(World.MODEL);
        int writes = world.cluster.api.updates().size();
        assertThatThrownBy(this::begin)
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "deployment/scorer in prod is the workload of model intent-classifier (annotation"
                                + " model-delivery.jenkins.io/model), not of fraud; if it is to be fraud's from now on, say so there:"
                                + " kubectl -n prod annotate --overwrite deployment/scorer model-delivery.jenkins.io/model=fraud");
        assertThat(world.cluster.api.updates()).hasSize(writes);
        assertThat(world.ledger.decisions().head(OTHER)).isEmpty();
    }

    @Test
    void shouldGoByWhatItRunsWhereTheAnnotationIsMissing() throws Exception {
        world.promote("v2");
        annotate(marks -> marks.removeAll());
        assertThatThrownBy(this::begin)
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("deployment/scorer in prod runs v2 of model intent-classifier (decision 2 in"
                        + " production), not fraud; if it is to be fraud's from now on, say so there: kubectl");
    }

    @Test
    void shouldGoByTheDecisionThatTheVersionBeforeLeft() throws Exception {
        world.promote("v2");
        world.cluster.setImage(world.path, World.image("v3"));
        annotate(marks -> marks.remove(Annotations.MODEL));
        for (int i = 0; i < 20; i++) {
            world.cluster.tick();
        }
        assertThatThrownBy(this::begin)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("runs v2 of model intent-classifier (decision 2 in production), not fraud");
    }

    @Test
    void shouldNotClaimContentThatBothHave() throws Exception {
        world.promote("v2");
        annotate(marks -> marks.removeAll());
        register("v2");
        assertThat(begin().phase()).isEqualTo(Phase.PREPARED);
    }

    @Test
    void shouldTakeOverWhatTheWorkloadsOwnersGave() throws Exception {
        world.promote("v2");
        annotate(marks -> marks.put(Annotations.MODEL, OTHER));
        assertThat(world.drive(begin(), new ArrayList<>()).outcome()).isEqualTo(Outcome.PROMOTED);
        assertThatThrownBy(() -> world.begin("v3"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is the workload of model fraud");
    }

    @Test
    void shouldNotKeepARollbackOutOfItsOwnPlace() throws Exception {
        world.promote("v2");
        world.promote("v3");
        annotate(marks -> marks.put(Annotations.MODEL, OTHER));
        assertThat(EnvironmentStatus.look(
                                world.environment,
                                World.MODEL,
                                new WorkloadClient(
                                        new KubernetesObjects(world.client), world.environment.workload(), "model"),
                                world.ledger,
                                world.time)
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(world.rollback("v2").outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(world.promote("v4").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldLookOnceMoreBetweenTheDecisionAndTheWrite() throws Exception {
        Delivery decided = world.until(world.begin("v2"), Phase.DECIDED);
        annotate(marks -> marks.put(Annotations.MODEL, OTHER));
        Delivery end = world.drive(decided, new ArrayList<>());
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.failure()).contains("is the workload of model fraud");
        assertThat(world.cluster.api.updates()).isEmpty();
    }
}
