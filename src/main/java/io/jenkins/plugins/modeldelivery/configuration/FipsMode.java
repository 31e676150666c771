package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import jenkins.security.FIPS140;

/** What Jenkins asks of plugins in its FIPS mode: nothing that holds or proves a secret goes over plain HTTP. */
final class FipsMode {
    private static final String HTTPS = "https:";

    private FipsMode() {}

    /**
     * Also of an address on the same machine: the mode knows no exceptions.
     *
     * @param what the address is called in messages, which do not show it
     * @throws BadInputException in FIPS mode, when it is not https
     */
    static void requireHttps(@NonNull String what, @CheckForNull String address) throws BadInputException {
        if (FIPS140.useCompliantAlgorithms()
                && address != null
                && !address.strip().regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
            throw new BadInputException(what
                    + ": in FIPS mode credentials are sent over https only; give an address that begins with https://");
        }
    }
}
