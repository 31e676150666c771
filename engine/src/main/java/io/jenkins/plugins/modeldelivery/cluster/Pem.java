package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
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

    /** The little of DER (X.690) that is needed to wrap the two older key forms into PKCS#8, the one form Java reads. */
    static final class Der {
        private static final int INTEGER = 0x02;
        private static final int OCTETS = 0x04;
        private static final int SEQUENCE = 0x30;
        private static final int PARAMETERS = 0xa0;
        private static final byte[] VERSION_0 = {INTEGER, 1, 0};
        /** AlgorithmIdentifier of rsaEncryption (1.2.840.113549.1.1.1) with NULL parameters. */
        private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
        /** The object identifier id-ecPublicKey (1.2.840.10045.2.1). */
        private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

        private Der() {}

        static byte[] pkcs8OfRsa(byte[] pkcs1) {
            return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, pkcs1));
        }

        /** @throws IllegalArgumentException when the key does not name its curve */
        static byte[] pkcs8OfEc(byte[] sec1) {
            byte[] curve = curve(sec1);
            return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTETS, sec1));
        }

        private static byte[] curve(byte[] sec1) {
            try {
                int[] outer = header(sec1, 0);
                for (int at = outer[0]; at < outer[0] + outer[1]; ) {
                    int[] item = header(sec1, at);
                    if ((sec1[at] & 0xff) == PARAMETERS) {
                        return Arrays.copyOfRange(sec1, item[0], item[0] + item[1]);
                    }
                    at = item[0] + item[1];
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("truncated", e);
            }
            throw new IllegalArgumentException("no named curve");
        }

        /** Start and length of the content of the element at a position. */
        private static int[] header(byte[] der, int at) {
            int first = der[at + 1] & 0xff;
            if (first < 0x80) {
                return new int[] {at + 2, first};
            }
            int count = first & 0x7f;
            if (count > 3) {
                throw new IllegalArgumentException("too long");
            }
            int length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | der[at + 2 + i] & 0xff;
            }
            return new int[] {at + 2 + count, length};
        }

        private static byte[] element(int tag, byte[]... parts) {
            int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
            ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
            out.write(tag);
            if (length < 0x80) {
                out.write(length);
            } else {
                int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
                out.write(0x80 | bytes);
                for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                    out.write(length >> shift);
                }
            }
            for (byte[] part : parts) {
                out.writeBytes(part);
            }
            return out.toByteArray();
        }
    }
}
