package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Log files below a prefix of a bucket; one at a time is copied to this machine's disk. */
public final class S3Logs implements LogSource {
    private final S3Objects objects;
    private final String location;

    /** @param objects closed together with this */
    public S3Logs(S3Objects objects, String location) {
        this.objects = objects;
        this.location = location;
    }

    @Override
    public List<String> names() throws DeliveryException, InterruptedException {
        return objects.list().stream()
                .filter(key -> DirectoryLogs.LOG.matcher(key).matches())
                .sorted()
                .toList();
    }

    @Override
    public void with(String name, Use use) throws DeliveryException, InterruptedException {
        try {
            Path copy = Files.createTempFile("model-delivery-log-", ".jsonl");
            try {
                objects.download(name, copy);
                use.read(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new BadInputException("A log cannot be copied to a temporary file: " + e.getMessage(), e);
        }
    }

    @Override
    public String describe() {
        return location;
    }

    @Override
    public void close() {
        objects.close();
    }
}
