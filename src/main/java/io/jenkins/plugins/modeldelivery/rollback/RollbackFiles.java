package io.jenkins.plugins.modeldelivery.rollback;

import hudson.XmlFile;
import hudson.model.Items;
import hudson.model.StreamBuildListener;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is kept of one rollback, in a folder of its own: {@code record.xml} and {@code log}. */
final class RollbackFiles {
    private final Path folder;

    RollbackFiles(Path folder) {
        this.folder = folder;
    }

    RollbackRecord read() throws IOException {
        return (RollbackRecord) record().read();
    }

    void write(RollbackRecord record) throws IOException {
        Files.createDirectories(folder);
        synchronized (record) {
            record().write(record);
        }
    }

    File log() {
        return folder.resolve("log").toFile();
    }

    /** Goes on writing the log. */
    StreamBuildListener listener() throws IOException {
        return new StreamBuildListener(
                Files.newOutputStream(log().toPath(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                StandardCharsets.UTF_8);
    }

    private XmlFile record() {
        return new XmlFile(Items.XSTREAM2, new File(folder.toFile(), "record.xml"));
    }
}
