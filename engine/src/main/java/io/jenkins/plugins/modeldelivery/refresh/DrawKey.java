package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a line is drawn by. Lines of one key are one candidate, and the smallest keys are the draw.
 *
 * @param priority unsigned; uniform over all keys
 * @param high with {@code low} tells equal priorities apart
 */
record DrawKey(long priority, long high, long low) {
    /** Of an input: a mix of seed and hash. */
    static DrawKey ofInput(long mixedSeed, long high, long low) {
        return new DrawKey(SplitMix.mix(SplitMix.mix(mixedSeed ^ high) + low), high, low);
    }

    /**
     * Of a request: SHA-256 of the seed (8 bytes, the highest first) and its id in UTF-8.
     *
     * @param digest whose state does not matter
     */
    static DrawKey ofRequest(MessageDigest digest, long seed, String id) {
        digest.reset();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        return new DrawKey(hash.getLong(), hash.getLong(), hash.getLong());
    }

    /** What a line without an id is known by: half of the SHA-256 of its canonical text. */
    static String contentId(String canonical) {
        return Sha256.of(canonical.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }
}
