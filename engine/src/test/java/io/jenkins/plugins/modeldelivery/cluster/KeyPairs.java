package io.jenkins.plugins.modeldelivery.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Self-signed certificates made by the JDK's own keytool, as key stores and as PEM. */
public final class KeyPairs {
    private KeyPairs() {}

    public static KeyStore selfSigned(Path directory, String alias, String algorithm) throws Exception {
        Path file = directory.resolve(alias + ".p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + alias,
                        "-validity",
                        "30",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(file), "changeit".toCharArray());
        return store;
    }

    /** For a server that is known by that key pair. */
    public static SSLContext identity(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public static String certificate(KeyStore store, String alias) throws Exception {
        return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
    }

    /** As {@code -----BEGIN PRIVATE KEY-----}: PKCS#8. */
    public static String key(KeyStore store, String alias) throws Exception {
        return pem("PRIVATE KEY", store.getKey(alias, "changeit".toCharArray()).getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
