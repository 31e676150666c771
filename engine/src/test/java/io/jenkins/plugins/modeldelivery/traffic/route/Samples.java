package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;

/** Manifests that tests share. */
public final class Samples {
    private Samples() {}

    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) Documents.parseYaml(text, "sample");
        } catch (BadInputException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static ObjectNode httpRoute() {
        return yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: scorer, namespace: prod, annotations: {team: ml}}
                spec:
                  parentRefs: [{name: web}]
                  hostnames: [scorer.example.com]
                  experimentalField: {kept: true, empty: []}
                  rules:
                    - matches: [{path: {type: PathPrefix, value: /docs}}]
                      backendRefs: [{name: docs, port: 80}]
                    - matches: [{path: {type: PathPrefix, value: /}}]
                      timeouts: {request: 10s}
                      backendRefs: [{name: scorer, port: 8080}]
                status:
                  parents:
                    - parentRef: {name: web}
                      conditions:
                        - {type: Accepted, status: "True", observedGeneration: 1}
                        - {type: ResolvedRefs, status: "True", observedGeneration: 1}
                """);
    }

    public static ObjectNode virtualService() {
        return yaml("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: scorer, namespace: prod}
                spec:
                  hosts: [scorer]
                  http:
                    - name: main
                      retries: {attempts: 0}
                      route: [{destination: {host: scorer, port: {number: 8080}}}]
                """);
    }

    public static ObjectNode ingress() {
        return yaml("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: scorer, namespace: prod}
                spec:
                  ingressClassName: nginx
                  rules:
                    - host: scorer.example.com
                      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: scorer, port: {number: 8080}}}}]}
                """);
    }

    public static ObjectNode deployment(int replicas) {
        return yaml("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: scorer-next, namespace: prod}
                spec: {replicas: %d, template: {spec: {containers: [{name: m, image: x}]}}}
                """.formatted(replicas));
    }

    public static ObjectNode slice(String namespace, String service, int ready) {
        StringBuilder endpoints = new StringBuilder();
        for (int i = 0; i < ready; i++) {
            endpoints.append("{addresses: [10.0.0.").append(i + 1).append("], conditions: {ready: true}},");
        }
        return yaml("{metadata: {name: %s-1, namespace: %s, labels: {kubernetes.io/service-name: %s}}, endpoints: [%s]}"
                .formatted(service, namespace, service, endpoints));
    }

    public static ObjectNode grant() {
        return yaml("""
                metadata: {name: g, namespace: staging}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: prod}]
                  to: [{group: "", kind: Service, name: scorer-next}]
                """);
    }

    public static RouteRequest request(RouteRequest.Router router, RouteRequest.Mode mode) {
        String candidateNamespace = router == RouteRequest.Router.HTTP_ROUTE ? "staging" : "prod";
        String name = router == RouteRequest.Router.REPLICAS ? "scorer-next" : "scorer";
        return new RouteRequest(
                router,
                mode,
                "prod",
                name,
                "",
                Backend.of("prod", "scorer"),
                Backend.of(candidateNamespace, "scorer-next"),
                0.05);
    }

    /** Everything that a split needs in place. */
    public static void fill(FakeObjects objects) {
        objects.put("/apis/gateway.networking.k8s.io/v1/namespaces/prod/httproutes/scorer", httpRoute());
        objects.put("/apis/networking.istio.io/v1/namespaces/prod/virtualservices/scorer", virtualService());
        objects.put("/apis/networking.k8s.io/v1/namespaces/prod/ingresses/scorer", ingress());
        objects.put("/apis/apps/v1/namespaces/prod/deployments/scorer-next", deployment(0));
        objects.put("/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices/scorer-1", slice("prod", "scorer", 19));
        objects.put(
                "/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices/scorer-next-1",
                slice("prod", "scorer-next", 1));
        objects.put(
                "/apis/discovery.k8s.io/v1/namespaces/staging/endpointslices/scorer-next-1",
                slice("staging", "scorer-next", 1));
        objects.put("/apis/gateway.networking.k8s.io/v1/namespaces/staging/referencegrants/g", grant());
    }
}
