package io.jenkins.plugins.modeldelivery.formats;

import io.jenkins.plugins.modeldelivery.io.ForeignFormat;
import io.jenkins.plugins.modeldelivery.io.Table;
import io.jenkins.plugins.modeldelivery.io.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The engine's way in. */
public final class ParquetFormat implements TableFormat {
    @Override
    public ForeignFormat format() {
        return ForeignFormat.PARQUET;
    }

    @Override
    public Table open(Path file, MessageDigest digest) throws IOException {
        HashedFile hashed = HashedFile.open(file, digest);
        try {
            return new ParquetTable(hashed);
        } catch (IOException | RuntimeException e) {
            hashed.close();
            throw e;
        }
    }
}
