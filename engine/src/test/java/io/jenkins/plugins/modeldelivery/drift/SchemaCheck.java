package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a document fits its published schema. */
public final class SchemaCheck {
    private SchemaCheck() {}

    public static void assertFits(String name, Object document) throws Exception {
        assertFits(name, 1, document);
    }

    public static void assertFits(String name, int version, Object document) throws Exception {
        String schema = Files.readString(Path.of("../docs/schemas/" + name + "-v" + version + ".json"));
        List<?> errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(Json.compact(document), InputFormat.JSON);
        assertThat(errors).isEmpty();
    }
}
