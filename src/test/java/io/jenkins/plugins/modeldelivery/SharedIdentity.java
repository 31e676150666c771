package io.jenkins.plugins.modeldelivery;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import jenkins.bouncycastle.api.PEMEncodable;
import jenkins.model.Jenkins;

/**
 * Gives every Jenkins of a test the same identity, found as one of long ago. Each would draw an RSA key of its own, a fifth
 * of the time that it takes to start.
 */
public final class SharedIdentity {
    private SharedIdentity() {}

    @Initializer(after = InitMilestone.PLUGINS_PREPARED, before = InitMilestone.PLUGINS_STARTED)
    public static void give() throws IOException, GeneralSecurityException {
        Path home = Jenkins.get().getRootDir().toPath();
        if (Files.notExists(home.resolve("identity.key.enc"))) {
            Files.copy(drawn(), home.resolve("identity.key"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Drawn once for a build: several JVMs test at the same time. */
    private static Path drawn() throws IOException, GeneralSecurityException {
        Path shared = Path.of(System.getProperty("java.io.tmpdir"), "model-delivery-identity.pem");
        if (Files.notExists(shared)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            Path part = Files.createTempFile(shared.getParent(), "identity", ".pem");
            Files.writeString(
                    part,
                    PEMEncodable.create(generator.generateKeyPair().getPrivate())
                            .encode());
            Files.move(part, shared, StandardCopyOption.ATOMIC_MOVE);
        }
        return shared;
    }
}
