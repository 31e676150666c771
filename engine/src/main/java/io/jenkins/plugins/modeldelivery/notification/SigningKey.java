package io.jenkins.plugins.modeldelivery.notification;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs a webhook as Standard Webhooks 1.0 describe (https://www.standardwebhooks.com): HMAC-SHA256 over
 * {@code <id>.<timestamp>.<body>}. The timestamp is under the signature, so an old message cannot be sent again as new.
 */
public final class SigningKey {
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private SigningKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a key of 24 to 64 bytes in Base64, with or without {@code whsec_} before it.
     *
     * @throws BadInputException when it is none; the message does not show it
     */
    public static SigningKey parse(String text) throws BadInputException {
        String stripped = text.strip();
        String base64 = stripped.startsWith(PREFIX) ? stripped.substring(PREFIX.length()) : stripped;
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            key = new byte[0]; // told below, without the cause: its message shows a part of the key
        }
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
            throw new BadInputException("The webhook's signing key is not 24 to 64 bytes in Base64; make one with:"
                    + " echo whsec_$(openssl rand -base64 32)");
        }
        return new SigningKey(key);
    }

    /**
     * The header {@code webhook-signature}.
     *
     * @param epochSecond as in the header {@code webhook-timestamp}
     */
    public String sign(String id, long epochSecond, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String content = id + "." + epochSecond + "." + body;
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "(signing key)";
    }
}
