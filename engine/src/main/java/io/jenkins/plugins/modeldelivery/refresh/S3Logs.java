package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.DataObjects;
import java.util.List;

/** Log files below a prefix of a bucket; one at a time is copied to this machine's disk. */
public final class S3Logs implements LogSource {
    private final DataObjects objects;
    private final String location;

    /** @param objects closed together with this */
    public S3Logs(DataObjects objects, String location) {
        this.objects = objects;
        this.location = location;
    }

    @Override
    public List<String> names() throws DeliveryException, InterruptedException {
        return logs(objects.list());
    }

    /** Those of the keys that are called as logs are, in an order that is always the same. */
    public static List<String> logs(List<String> keys) {
        return keys.stream()
                .filter(key -> DirectoryLogs.LOG.matcher(key).matches())
                .sorted()
                .toList();
    }

    @Override
    public void with(String name, Use use) throws DeliveryException, InterruptedException {
        objects.withCopy(name, copy -> {
            use.read(copy);
            return name;
        });
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
