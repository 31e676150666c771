package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;

/**
 * The object in a cluster that a lease is about.
 *
 * @param cluster how this ledger's users call the cluster
 * @param kind for example {@code HTTPRoute}
 * @param namespace of the object
 * @param name of the object
 */
public record LeaseTarget(String cluster, String kind, String namespace, String name) {
    /** @throws BadInputException when a part is no name (at most 128 characters) */
    public static LeaseTarget of(String cluster, String kind, String namespace, String name) throws BadInputException {
        return new LeaseTarget(
                Names.require("cluster", cluster),
                Names.require("kind", kind),
                Names.require("namespace", namespace),
                Names.require("object", name));
    }

    /** The key of the claim, without {@code .json}. */
    String path() {
        return "leases/" + cluster + "/" + kind + "/" + namespace + "/" + name;
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name + " in " + cluster;
    }
}
