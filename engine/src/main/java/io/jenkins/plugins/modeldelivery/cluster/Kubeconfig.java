package io.jenkins.plugins.modeldelivery.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Reads a kubeconfig without executing or opening anything it mentions. Whoever may store a kubeconfig could otherwise run
 * programs ({@code exec}, {@code auth-provider}), read files or redirect traffic of the machine that uses it.
 */
public final class Kubeconfig {
    private static final Map<String, String> REFUSED = Map.of(
            "certificate-authority", "names a file; put the certificate into certificate-authority-data",
            "insecure-skip-tls-verify", "would trust any server; put its CA into certificate-authority-data",
            "proxy-url", "would redirect our requests; set the proxy outside the kubeconfig",
            "tls-server-name", "is not supported; use a server name that its certificate has",
            "exec", "would run a program; use a service account token or a client certificate",
            "auth-provider", "would run a plug-in; use a service account token or a client certificate",
            "tokenFile", "names a file; put the token itself into token",
            "client-certificate", "names a file; put the certificate into client-certificate-data",
            "client-key", "names a file; put the key into client-key-data",
            "username", "password logins ended with Kubernetes 1.19; use a token or a client certificate");
    private static final Set<String> IMPERSONATION = Set.of("as", "as-uid", "as-groups", "as-user-extra", "password");
    private static final Set<String> CLUSTER = Set.of(
            "server", "certificate-authority-data", "insecure-skip-tls-verify", "disable-compression", "extensions");
    private static final Set<String> USER = Set.of("client-certificate-data", "client-key-data", "token", "extensions");

    private Kubeconfig() {}

    /** Reads a kubeconfig file; see {@link #parse}. */
    public static ClusterConnection read(Path file, @CheckForNull String context) throws BadInputException {
        return parse(Documents.text(file), context);
    }

    /**
     * The connection of one context. Every cluster and user of the file is checked, also those of other contexts: a
     * file that carries a program to run is refused as a whole.
     *
     * @param context null for {@code current-context}
     * @throws BadInputException with one line that names the field
     */
    public static ClusterConnection parse(String yaml, @CheckForNull String context) throws BadInputException {
        JsonNode root = Documents.parseYaml(yaml, "kubeconfig");
        if (!root.isObject()) {
            throw new BadInputException("kubeconfig: not a mapping with clusters, users and contexts");
        }
        check(root.path("clusters"), "clusters", "cluster", CLUSTER);
        check(root.path("users"), "users", "user", USER);
        String wanted = context == null ? text(root, "current-context", "kubeconfig") : context;
        if (wanted.isEmpty()) {
            throw new BadInputException("kubeconfig: current-context is not set; name the context");
        }
        JsonNode ctx = named(root, "contexts", "context", wanted);
        String where = "kubeconfig: contexts[" + wanted + "]";
        JsonNode cluster = named(root, "clusters", "cluster", text(ctx, "cluster", where));
        String userName = text(ctx, "user", where);
        ClusterConnection connection = ClusterConnection.to(text(cluster, "server", "kubeconfig: cluster"));
        String ca = decoded(cluster, "certificate-authority-data");
        if (!ca.isEmpty()) {
            connection = connection.withCertificateAuthority(ca);
        }
        String namespace = text(ctx, "namespace", where);
        if (!namespace.isEmpty()) {
            connection = connection.withNamespace(namespace);
        }
        return userName.isEmpty() ? connection : authenticated(connection, named(root, "users", "user", userName));
    }

    private static ClusterConnection authenticated(ClusterConnection connection, JsonNode user)
            throws BadInputException {
        String token = text(user, "token", "kubeconfig: user");
        String certificate = decoded(user, "client-certificate-data");
        String key = decoded(user, "client-key-data");
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new BadInputException("kubeconfig: client-certificate-data and client-key-data go together");
        }
        ClusterConnection result = connection;
        if (!certificate.isEmpty()) {
            result = result.withClientCertificate(certificate, key);
        }
        return token.isEmpty() ? result : result.withToken(token);
    }

    private static void check(JsonNode list, String plural, String singular, Set<String> known)
            throws BadInputException {
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw new BadInputException("kubeconfig: " + plural + " is not a list");
        }
        for (JsonNode entry : list) {
            String where = "kubeconfig: " + plural + "[" + entry.path("name").asText("?") + "]." + singular;
            for (Iterator<Map.Entry<String, JsonNode>> it =
                            entry.path(singular).properties().iterator();
                    it.hasNext(); ) {
                Map.Entry<String, JsonNode> field = it.next();
                checkField(where + "." + field.getKey(), field.getKey(), field.getValue(), known);
            }
        }
    }

    private static void checkField(String where, String key, JsonNode value, Set<String> known)
            throws BadInputException {
        boolean harmless = value.isNull()
                || value.isTextual() && value.asText().isEmpty()
                || value.isBoolean() && !value.asBoolean();
        if (harmless || known.contains(key) && !REFUSED.containsKey(key)) {
            return;
        }
        if (REFUSED.containsKey(key)) {
            throw new BadInputException(where + " " + REFUSED.get(key));
        }
        String why = IMPERSONATION.contains(key) ? " is not supported" : " is not known here";
        throw new BadInputException(where + why + "; use a token or a client certificate");
    }

    private static JsonNode named(JsonNode root, String plural, String singular, String name) throws BadInputException {
        for (JsonNode entry : root.path(plural)) {
            if (entry.path("name").asText().equals(name) && entry.path(singular).isObject()) {
                return entry.path(singular);
            }
        }
        throw new BadInputException("kubeconfig: " + plural + " has no entry '" + name + "'");
    }

    private static String text(JsonNode node, String field, String where) throws BadInputException {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw new BadInputException(where + "." + field + " is not a text");
        }
        return value.asText("");
    }

    private static String decoded(JsonNode node, String field) throws BadInputException {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(text(node, field, "kubeconfig").replaceAll("\\s", ""));
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("kubeconfig: " + field + " is not base64");
        }
    }
}
