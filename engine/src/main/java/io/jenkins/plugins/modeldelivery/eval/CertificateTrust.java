package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of a file instead of the platform's. */
final class CertificateTrust {
    private CertificateTrust() {}

    static SSLContext in(Path authorities) throws BadInputException {
        try (InputStream in = Files.newInputStream(authorities)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new BadInputException(authorities + " holds no certificate; PEM was expected");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (CertificateException e) {
            throw new BadInputException(authorities + " holds no certificates in PEM form", e);
        } catch (IOException e) {
            throw new BadInputException(authorities + " cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new BadInputException(authorities + " cannot be used: " + e.getMessage(), e);
        }
    }
}
