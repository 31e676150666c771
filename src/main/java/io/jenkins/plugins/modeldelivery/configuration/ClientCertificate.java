package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;

/**
 * Certificate credentials as the engine takes them.
 *
 * @param certificates PEM, the client's first
 * @param key PEM, PKCS#8
 */
record ClientCertificate(String certificates, String key) {
    private static final int LINE = 64;

    /** @throws BadInputException when the key store holds no private key that can be read */
    static ClientCertificate of(StandardCertificateCredentials credentials) throws BadInputException {
        KeyStore store = credentials.getKeyStore();
        char[] password = credentials.getPassword().getPlainText().toCharArray();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
                if (key != null && key.getEncoded() != null) {
                    StringBuilder chain = new StringBuilder();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
                    }
                    return new ClientCertificate(chain.toString(), pem("PRIVATE KEY", key.getEncoded()));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new BadInputException(
                    "The certificate credentials '" + credentials.getId() + "' cannot be opened; check their password",
                    e);
        }
        throw new BadInputException("The certificate credentials '" + credentials.getId() + "' hold no private key");
    }

    private static String pem(String type, byte[] content) {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + type + "-----\n" + encoder.encodeToString(content) + "\n-----END " + type + "-----\n";
    }

    @Override
    public String toString() {
        return "client certificate";
    }
}
