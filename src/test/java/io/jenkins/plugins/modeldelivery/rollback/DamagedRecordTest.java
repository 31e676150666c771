package io.jenkins.plugins.modeldelivery.rollback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;

import hudson.XmlFile;
import hudson.model.FreeStyleProject;
import hudson.model.Items;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** One record that a full disk or a crash has spoilt must not take the Rollback page away when it is needed most. */
@WithJenkins
class DamagedRecordTest {
    @Test
    void shouldShowTheOthers(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("deliver");
        Path folder = job.getRootDir().toPath().resolve("model-delivery").resolve("rollbacks");
        RollbackRecord record = new RollbackRecord(
                Site.MODEL, Site.environment("production", null), "v1", "v2", "ada", "bad", Instant.EPOCH);
        Path whole = Files.createDirectories(folder.resolve("20260101T000000.000Z-whole"));
        new XmlFile(Items.XSTREAM2, whole.resolve("record.xml").toFile()).write(record);
        Files.createDirectories(folder.resolve("20260102T000000.000Z-empty"));
        Path torn = Files.createDirectories(folder.resolve("20260103T000000.000Z-torn"));
        Files.writeString(torn.resolve("record.xml"), "<?xml version='1.1'?><io.jenkins.plu");
        Path other = Files.createDirectories(folder.resolve("20260104T000000.000Z-other"));
        Files.writeString(other.resolve("record.xml"), "<list/>");
        assertThat(
                RollbackOperations.get().last(job).stream()
                        .map(RollbackOperation::getId)
                        .toList(),
                contains("20260101T000000.000Z-whole"));
        assertThat(RollbackOperations.get().find(job, "20260103T000000.000Z-torn"), nullValue());
    }
}
