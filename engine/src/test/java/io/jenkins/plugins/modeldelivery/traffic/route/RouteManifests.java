package io.jenkins.plugins.modeldelivery.traffic.route;

import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;

/** What the suites split: one object of production for each router, with fields that a careless rewrite would lose. */
final class RouteManifests {
    private RouteManifests() {}

    static String of(Router router) {
        return switch (router) {
            case HTTP_ROUTE -> """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: scorer, annotations: {team: ml}}
                    spec:
                      parentRefs: [{name: nobodys-gateway}]
                      hostnames: [scorer.example.com]
                      rules:
                        - matches: [{path: {type: PathPrefix, value: /docs}}]
                          backendRefs: [{name: docs, port: 80}]
                        - matches:
                            - path: {type: PathPrefix, value: /}
                              headers: [{type: RegularExpression, name: client, value: '^(?<who>a&b|<é>)"\\d+$'}]
                          timeouts: {request: 10s}
                          backendRefs: [{name: scorer, port: 8080}]
                    """;
            case VIRTUAL_SERVICE -> """
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: scorer}
                    spec:
                      hosts: [scorer]
                      http:
                        - name: main
                          match: [{uri: {regex: '/(?<a>x&y|<é>)"\\d+'}}]
                          retries: {attempts: 0}
                          fault: {abort: {httpStatus: 503, percentage: {value: 0.125}}}
                          route: [{destination: {host: scorer, port: {number: 8080}}}]
                    """;
            case REPLICAS -> """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: scorer-next}
                    spec:
                      replicas: 0
                      selector: {matchLabels: {app: next}}
                      template: {metadata: {labels: {app: next}}, spec: {containers: [{name: model, image: "%s"}]}}
                    """.formatted(RealCluster.A);
            default -> """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: scorer}
                    spec:
                      ingressClassName: nginx
                      rules:
                        - host: scorer.example.com
                          http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: scorer, port: {number: 8080}}}}]}
                    """;
        };
    }
}
