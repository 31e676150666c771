package io.jenkins.plugins.modeldelivery.traffic.route;

import io.jenkins.plugins.modeldelivery.store.MemoryStore;
import java.util.Optional;

/** A ledger's store in memory that dies with the process. */
final class MortalStore extends MemoryStore {
    private final MortalWorld world;

    MortalStore(MortalWorld world) {
        this.world = world;
    }

    @Override
    public Optional<byte[]> create(String key, byte[] content) {
        world.fate.before();
        Optional<byte[]> first = super.create(key, content);
        world.fate.after();
        return first;
    }

    @Override
    public Optional<byte[]> get(String key) {
        world.fate.before();
        return super.get(key);
    }
}
