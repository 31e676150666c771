package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * What the name of an environment means to a model: where its versions run.
 *
 * @param namespaceUid what tells the namespace from every other one; empty where it could not be read
 * @param server address of the API server, with its path
 * @param namespace of the workload
 * @param workload {@code deployment/x}
 * @param container whose image is set; empty for what runs no images
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Place(Optional<String> namespaceUid, String server, String namespace, String workload, String container) {
    /** A cluster may have several addresses, so they count only where one of the two does not know the namespace's UID. */
    public boolean isSame(Place other) {
        boolean sameNamespace = namespaceUid.isPresent() && other.namespaceUid.isPresent()
                ? namespaceUid.equals(other.namespaceUid)
                : server.equals(other.server);
        return sameNamespace
                && namespace.equals(other.namespace)
                && workload.equals(other.workload)
                && container.equals(other.container);
    }

    /** For people, in one line. */
    public String describe() {
        return workload + (container.isEmpty() ? "" : " (container " + container + ")") + " in " + namespace + " at "
                + server + namespaceUid.map(uid -> " (namespace " + uid + ")").orElse("");
    }
}
