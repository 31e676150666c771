package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published schemas describe what is really stored, and nothing else. */
class LedgerSchemaTest {
    @TempDir
    Path directory;

    private static List<?> errors(String name, ObjectNode document) throws Exception {
        String text = Files.readString(Path.of("../docs/schemas/" + name + "-v1.json"));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
        return schema.validate(Json.compact(document), InputFormat.JSON);
    }

    private static void check(String name, ObjectNode document) throws Exception {
        assertThat(errors(name, document)).as(name).isEmpty();
        assertThat(errors(name, document.deepCopy().put("schema", "model-delivery/other/v1")))
                .isNotEmpty();
        ObjectNode lacking = document.deepCopy();
        lacking.remove("model");
        lacking.remove("cluster");
        assertThat(errors(name, lacking)).isNotEmpty();
    }

    @Test
    void shouldFitVersions() throws Exception {
        check("version", Drafts.version("1.0").toJson());
    }

    @Test
    void shouldFitEvidence() throws Exception {
        check(
                "evidence",
                Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET).toJson());
    }

    @Test
    void shouldFitDecisions() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        Evidence evidence = Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET);
        ledger.evidence().record(evidence);
        check(
                "decision",
                ledger.decisions().append(Drafts.promoted("staging", "1.0")).toJson());
        DecisionDraft full = Drafts.promoted("production", "1.0")
                .withFrom(Target.of("0.9", Drafts.DIGEST))
                .withEvidence(ledger.evidence().bundle(Drafts.MODEL, "1.0", List.of(evidence.id())))
                .withDetails(DecisionDetailsTest.full())
                .as(Decision.Kind.DECIDED);
        ObjectNode written = ledger.decisions().append(full).toJson();
        check("decision", written);
        for (String key : List.of("action", "until", "upstream", "liveShift", "divergence")) {
            ObjectNode wrong = written.deepCopy();
            wrong.withObject("/details").put(key, 7);
            assertThat(errors("decision", wrong)).as(key).isNotEmpty();
        }
    }

    @Test
    void shouldFitLeases() throws Exception {
        Leases leases = Ledger.on(DirectoryStore.open(directory)).leases();
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        check(
                "lease",
                leases.create(target, "a", "build 1", Drafts.TIME, Json.object().put("weight", 95))
                        .toJson());
    }
}
