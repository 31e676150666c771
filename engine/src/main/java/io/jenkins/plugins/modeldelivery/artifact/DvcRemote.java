package io.jenkins.plugins.modeldelivery.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * A DVC remote (layout of DVC 3), asked whether it holds what a pointer promises. A missing object means that somebody
 * forgot {@code dvc push}; a version whose artifact nobody can fetch is not registered.
 */
public final class DvcRemote {
    private static final int MANIFEST_BYTES = 32 << 20;

    private final ObjectStore store;

    public DvcRemote(ObjectStore store) {
        this.store = store;
    }

    /**
     * The artifact that a pointer names, once the remote is known to hold it.
     *
     * @param uri of the remote
     * @param verify whether to read all content and check its MD5
     * @throws RefusedException when something is missing or differs from what the pointer says
     */
    public Artifact artifact(DvcPointer pointer, String uri, boolean verify, Progress progress)
            throws DeliveryException, InterruptedException {
        long bytes = check(pointer, verify, progress);
        Artifact pointed = pointer.in(uri);
        return Artifact.of(pointed.uri(), pointed.digest(), bytes);
    }

    /**
     * Checks existence and size, of a directory that of each file in its manifest; with {@code verify} also the MD5 of all
     * content.
     *
     * @return bytes in the remote
     * @throws RefusedException when something is missing or differs from what the pointer says
     */
    public long check(DvcPointer pointer, boolean verify, Progress progress)
            throws DeliveryException, InterruptedException {
        if (!pointer.digest().isDirectory()) {
            long size = requireSize(pointer.path(), pointer.digest().value(), pointer.size());
            verify(pointer.path(), pointer.digest().value(), verify);
            progress.report(1, 1, "objects");
            return size;
        }
        List<Entry> entries = manifest(pointer);
        long total = 0;
        long done = 0;
        for (Entry entry : entries) {
            total += requireSize(pointer.path() + "/" + entry.path(), entry.md5(), Artifact.UNKNOWN_SIZE);
            verify(pointer.path() + "/" + entry.path(), entry.md5(), verify);
            progress.report(++done, entries.size(), "objects");
        }
        if (pointer.size() != Artifact.UNKNOWN_SIZE && pointer.size() != total) {
            throw new RefusedException("The files of '" + pointer.path() + "' in " + store.describe() + " have " + total
                    + " bytes, the pointer says " + pointer.size());
        }
        return total;
    }

    private record Entry(String path, String md5) {}

    private List<Entry> manifest(DvcPointer pointer) throws DeliveryException, InterruptedException {
        String md5 = pointer.digest().value();
        long size = requireSize(pointer.path(), md5, Artifact.UNKNOWN_SIZE);
        if (size > MANIFEST_BYTES) {
            throw new RefusedException("The manifest of '" + pointer.path() + "' has " + size + " bytes, too many");
        }
        byte[] content = read(pointer.path(), md5);
        requireMd5(pointer.path(), md5.substring(0, md5.length() - ".dir".length()), content);
        String source = "The DVC manifest of '" + pointer.path() + "'";
        List<Entry> entries = new ArrayList<>();
        JsonNode manifest = Json.parse(content, source);
        if (!manifest.isArray()) {
            throw new BadInputException(source + " is not a list");
        }
        for (JsonNode entry : manifest) {
            Digest digest = Digest.parse("md5:" + entry.path("md5").asText());
            String path = entry.path("relpath").asText();
            if (path.isEmpty() || digest.isDirectory() || path.chars().anyMatch(Character::isISOControl)) {
                throw new BadInputException(source + " has an entry without a usable relpath and md5");
            }
            entries.add(new Entry(path, digest.value()));
        }
        return entries;
    }

    private long requireSize(String path, String md5, long expected) throws DeliveryException, InterruptedException {
        OptionalLong size = store.size(DvcPointer.remoteKey(md5));
        if (size.isEmpty()) {
            throw new RefusedException(
                    "'" + path + "' (md5 " + md5 + ") is not in " + store.describe() + "; run 'dvc push'");
        }
        if (expected != Artifact.UNKNOWN_SIZE && size.getAsLong() != expected) {
            throw new RefusedException("'" + path + "' in " + store.describe() + " has " + size.getAsLong()
                    + " bytes, the pointer says " + expected);
        }
        return size.getAsLong();
    }

    private void verify(String path, String md5, boolean verify) throws DeliveryException, InterruptedException {
        if (verify) {
            MessageDigest digest = md5();
            store.read(DvcPointer.remoteKey(md5), digest::update);
            requireEqual(path, md5, digest);
        }
    }

    private byte[] read(String path, String md5) throws DeliveryException, InterruptedException {
        return store.get(DvcPointer.remoteKey(md5))
                .orElseThrow(() -> new RefusedException("'" + path + "' vanished from " + store.describe()));
    }

    private void requireMd5(String path, String md5, byte[] content) throws RefusedException {
        MessageDigest digest = md5();
        digest.update(content);
        requireEqual(path, md5, digest);
    }

    private void requireEqual(String path, String md5, MessageDigest digest) throws RefusedException {
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(md5)) {
            throw new RefusedException("'" + path + "' in " + store.describe() + " has md5 " + actual + " instead of "
                    + md5 + "; it was changed or damaged");
        }
    }

    /** DVC names content by MD5; nothing here relies on it against an attacker. */
    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
