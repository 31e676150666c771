package io.jenkins.plugins.modeldelivery.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.ArrayList;
import java.util.List;

/** Asks the API server what we may do, before anything is changed (SelfSubjectAccessReview: allowed to everyone). */
public final class AccessReview {
    /**
     * One thing we need to be allowed to do.
     *
     * @param verb as in RBAC: get, list, watch, update, ...
     * @param group API group, "" for core
     * @param resource plural, as in RBAC: deployments
     * @param name one object, or "" for all of the namespace
     */
    public record Right(String verb, String group, String resource, String name) {
        @Override
        public String toString() {
            String plural = group.isEmpty() ? resource : resource + "." + group;
            return verb + " " + (name.isEmpty() ? plural : plural + "/" + name);
        }
    }

    private AccessReview() {}

    /** Those of the wanted rights that we do not have, in the same order; empty when all is well. */
    public static List<Right> missing(KubernetesClient client, String namespace, List<Right> wanted)
            throws DeliveryException, InterruptedException {
        List<Right> missing = new ArrayList<>();
        for (Right right : wanted) {
            SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withNewResourceAttributes()
                    .withNamespace(namespace)
                    .withVerb(right.verb())
                    .withGroup(right.group())
                    .withResource(right.resource())
                    .withName(right.name().isEmpty() ? null : right.name())
                    .endResourceAttributes()
                    .endSpec()
                    .build();
            SelfSubjectAccessReview answer = ClusterFailures.call(
                    "review our permissions in " + namespace,
                    () -> client.authorization().v1().selfSubjectAccessReview().create(review));
            if (answer.getStatus() == null
                    || !Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
                missing.add(right);
            }
        }
        return missing;
    }
}
