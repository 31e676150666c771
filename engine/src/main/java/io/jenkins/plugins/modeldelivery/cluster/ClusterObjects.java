package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.Optional;

/**
 * The few requests that we make, on whole objects as plain JSON so that fields nobody here knows survive. Each is short, so that
 * it can be made from an agent. Every method may throw {@code UnreachableException} and {@code RefusedException}.
 */
public interface ClusterObjects {
    /** Address of the API server: {@code https://host[:port][/path]}, as it was given. */
    String server();

    /** The object as it is now; empty where it (or its kind) does not exist. */
    Optional<ObjectNode> get(ObjectKey key) throws DeliveryException, InterruptedException;

    /**
     * Replaces the object if its {@code metadata.resourceVersion} is still the given one.
     *
     * @param dryRun whether the server shall only check it
     * @throws io.jenkins.plugins.modeldelivery.failure.LostRaceException when somebody else wrote first
     */
    ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun) throws DeliveryException, InterruptedException;

    /** Creates the object; LostRaceException when it exists. */
    ObjectNode create(ObjectKey key, ObjectNode object, boolean dryRun) throws DeliveryException, InterruptedException;

    /** Deletes the object if it is still exactly the given one (uid and resourceVersion); gone already is fine. */
    void delete(ObjectKey key, ObjectNode object) throws DeliveryException, InterruptedException;

    /** The objects beside the given key; empty where the kind does not exist. */
    List<ObjectNode> list(ObjectKey key, String labelSelector) throws DeliveryException, InterruptedException;

    /**
     * Whether we may do this to that object, or to all of its kind where the key has no name (SelfSubjectAccessReview: allowed to
     * everyone).
     *
     * @param verb as in RBAC: get, list, watch, update, ...
     */
    boolean allowed(String verb, ObjectKey key) throws DeliveryException, InterruptedException;
}
