package io.jenkins.plugins.modeldelivery.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, for what needs many ledgers, or fills one fast. */
public class MemoryStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public Optional<byte[]> create(String key, byte[] content) {
        byte[] there = objects.putIfAbsent(key, content);
        return there == null || Arrays.equals(there, content) ? Optional.empty() : Optional.of(there);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public boolean read(String key, Piece piece) {
        Optional<byte[]> content = get(key);
        content.ifPresent(bytes -> piece.accept(bytes, 0, bytes.length));
        return content.isPresent();
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
}
