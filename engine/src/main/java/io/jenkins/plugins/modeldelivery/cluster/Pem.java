package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and private keys in PEM, in memory only; keys as PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) or SEC1 (RFC 5915). */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    static Collection<? extends Certificate> certificates(String pem, String field) throws BadInputException {
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(pem)));
            if (found.isEmpty()) {
                throw new BadInputException(field + ": no PEM certificate in it");
            }
            return found;
        } catch (CertificateException e) {
            throw new BadInputException(field + ": not a PEM certificate", e);
        }
    }

    static PrivateKey privateKey(String pem, String field) throws BadInputException {
        Matcher matcher = KEY.matcher(pem == null ? "" : pem);
        if (!matcher.find()) {
            throw new BadInputException(
                    field + ": no PEM private key in it; a block -----BEGIN PRIVATE KEY----- was expected");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
            return switch (matcher.group(1)) {
                case "PRIVATE KEY" -> pkcs8(der);
                case "RSA PRIVATE KEY" ->
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Der.pkcs8OfRsa(der)));
                case "EC PRIVATE KEY" ->
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Der.pkcs8OfEc(der)));
                default ->
                    throw new BadInputException(
                            field + ": a " + matcher.group(1) + " is not supported; give an unencrypted PKCS#8 key");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: its text may quote the key.
            throw new BadInputException(field + ": the private key cannot be read");
        }
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // the next algorithm may know it
            }
        }
        throw new InvalidKeySpecException("neither RSA nor EC nor EdDSA");
    }

    static KeyManager[] keyManagers(String certificatePem, String keyPem) throws BadInputException {
        Certificate[] chain =
                certificates(certificatePem, "client-certificate-data").toArray(new Certificate[0]);
        PrivateKey key = privateKey(keyPem, "client-key-data");
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("client", key, new char[0], chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new BadInputException("client-key-data: does not fit client-certificate-data", e);
        }
    }

    static TrustManager[] trustManagers(String caPem) throws BadInputException {
        try {
            KeyStore store = emptyStore();
            int n = 0;
            for (Certificate certificate : certificates(caPem, "certificate-authority-data")) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new BadInputException("certificate-authority-data: cannot be used: " + e.getMessage(), e);
        }
    }

    /** What the Java platform trusts. */
    static TrustManager[] platformTrust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java platform's own trust store cannot be used", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(String pem) {
        return (pem == null ? "" : pem.strip() + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
