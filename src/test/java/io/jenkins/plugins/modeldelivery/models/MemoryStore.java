package io.jenkins.plugins.modeldelivery.models;

import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store for filling a ledger fast. */
final class MemoryStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public Optional<byte[]> create(String key, byte[] content) {
        return Optional.ofNullable(objects.putIfAbsent(key, content));
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public boolean read(String key, Piece piece) {
        byte[] content = objects.get(key);
        if (content != null) {
            piece.accept(content, 0, content.length);
        }
        return content != null;
    }

    @Override
    public OptionalLong size(String key) {
        byte[] content = objects.get(key);
        return content == null ? OptionalLong.empty() : OptionalLong.of(content.length);
    }

    @Override
    public List<String> list(String prefix, String startAfter, int limit) {
        String from = startAfter.compareTo(prefix) > 0 ? startAfter : prefix;
        return objects.tailMap(from, !from.equals(startAfter)).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public String describe() {
        return "memory";
    }

    /** The same as a directory. */
    void writeTo(Path root) throws IOException {
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            Path file = root.resolve(object.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
    }
}
