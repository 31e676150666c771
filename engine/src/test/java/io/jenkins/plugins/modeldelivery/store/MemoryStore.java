package io.jenkins.plugins.modeldelivery.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store in memory, for what needs many ledgers. */
public class MemoryStore implements ObjectStore {
    private final TreeMap<String, byte[]> objects = new TreeMap<>();

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
        return objects.containsKey(key) ? OptionalLong.of(objects.get(key).length) : OptionalLong.empty();
    }

    @Override
    public List<String> list(String prefix, String startAfter, int limit) {
        return objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(startAfter) > 0)
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
