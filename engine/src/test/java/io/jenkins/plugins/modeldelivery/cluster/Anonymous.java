package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;

/** The server of a connection, for somebody else. */
public final class Anonymous {
    private Anonymous() {}

    public static ClusterConnection of(ClusterConnection known) throws BadInputException {
        ClusterConnection anonymous = ClusterConnection.to(known.server());
        return known.caPem().isPresent()
                ? anonymous.withCertificateAuthority(known.caPem().get())
                : anonymous;
    }
}
