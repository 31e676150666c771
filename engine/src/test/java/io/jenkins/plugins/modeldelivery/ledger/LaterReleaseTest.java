package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a later release writes into a stored document is kept where this one reads it. */
class LaterReleaseTest {
    private static final String LATER = "reviewers";

    @Test
    void shouldKeepItInVersionsAndLeases() throws Exception {
        ObjectNode version = Drafts.version("1.0").toJson().put(LATER, 2);
        assertThat(ModelVersion.parse(Stored.bytes(version), "a").toJson()).isEqualTo(version);
        Lease lease = Lease.prepared(
                LeaseTarget.of("c", "HTTPRoute", "ns", "intent"),
                "id",
                1,
                "build",
                Instant.EPOCH,
                Instant.EPOCH,
                Json.object());
        ObjectNode stored = lease.toJson().put(LATER, 2);
        Lease read = Lease.parse(Stored.bytes(stored), "a");
        assertThat(read.toJson()).isEqualTo(stored);
        assertThat(read.next(Lease.State.ACTIVE, Instant.EPOCH, Instant.EPOCH, Json.object())
                        .toJson()
                        .path(LATER)
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void shouldCountItAsContentOfEvidenceWhereverItStands() throws Exception {
        ObjectNode plain =
                Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET).toJson();
        ObjectNode later = Json.object();
        plain.properties().forEach(field -> {
            if (field.getKey().equals("time")) {
                later.put(LATER, 2);
            }
            later.set(field.getKey(), field.getValue());
        });
        assertThatThrownBy(() -> Evidence.parse(Stored.bytes(later), "a"))
                .as("put in afterwards")
                .isInstanceOf(RefusedException.class)
                .hasMessage("a was changed: its content does not fit its id");
        ObjectNode unnamed = later.deepCopy();
        unnamed.remove("id");
        String id = plain.path("id").asText().replaceAll("-.*", "-")
                + Sha256.of(Stored.bytes(unnamed)).substring(0, 16);
        later.put("id", id);
        assertThat(Evidence.parse(Stored.bytes(later), "a").toJson()).isEqualTo(later);
    }

    @Test
    void shouldNameWhatIsWrong() throws Exception {
        ObjectNode version = Drafts.version("1.0").toJson();
        version.withObject("/artifact").put("digest", "md5:1");
        assertThatThrownBy(() -> ModelVersion.parse(Stored.bytes(version), "KEY"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("'artifact.digest' of KEY: 'md5:1' is not a digest")
                .hasMessageNotContaining("\n");
        ObjectNode parameters = Drafts.version("1.0").toJson();
        parameters.withObject("/parameters").putNull("seed");
        assertThatThrownBy(() -> ModelVersion.parse(Stored.bytes(parameters), "KEY"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("'parameters");
    }

    @Test
    void shouldRefuseAnUpstreamWithHalfATarget() throws Exception {
        ObjectNode half =
                Json.object().put("model", "m").put("environment", "e").put("digest", Drafts.DIGEST);
        assertThatThrownBy(() -> Json.bind(half, Upstream.class, "KEY")).isInstanceOf(BadInputException.class);
        Upstream none = Upstream.of(new Dependency("m", "e"), Optional.empty());
        assertThat(Json.bind(Json.tree(none), Upstream.class, "KEY")).isEqualTo(none);
    }
}
