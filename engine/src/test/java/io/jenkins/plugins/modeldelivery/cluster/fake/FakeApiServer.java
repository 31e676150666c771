package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * As much of the Kubernetes API as we use, with the semantics the mock server lacks: optimistic 409 on update, generations,
 * status not writable through the main resource, RBAC and access reviews, and faults on demand.
 */
public final class FakeApiServer implements AutoCloseable {
    static {
        // Without it every answer waits 40 ms for the acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final FakeRights rights = new FakeRights();
    private final Deque<Integer> faults = new ArrayDeque<>();
    private final List<ObjectNode> writes = new ArrayList<>();
    private final List<Instant> writeTimes = new ArrayList<>();
    private long version = 1;
    private Runnable beforeUpdate = () -> {};

    public FakeApiServer() throws IOException {
        this(HttpServer.create());
    }

    /** The same over TLS. */
    public FakeApiServer(SSLContext identity) throws IOException {
        this(secure(identity));
    }

    private static HttpServer secure(SSLContext identity) throws IOException {
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(identity));
        return https;
    }

    private FakeApiServer(HttpServer server) throws IOException {
        http = server;
        http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(executor);
        http.createContext("/", this::serve);
        http.start();
    }

    public String url() {
        String scheme = http instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + http.getAddress().getPort();
    }

    /** From now on knows nobody but the bearer of that token. */
    public synchronized void accept(String bearer) {
        rights.accept(bearer);
    }

    /** Takes a right away: "update deployments". */
    public synchronized void deny(String verbAndResource) {
        rights.deny(verbAndResource);
    }

    /** Answers the next requests with this code; 0 cuts the connection instead, -409 fails only updates, by a 409. */
    public synchronized void fault(int code, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(code);
        }
    }

    /** Ends all faults. */
    public synchronized void heal() {
        faults.clear();
    }

    /** Runs once, right before the next update is looked at: what others do in between. */
    public synchronized void beforeNextUpdate(Runnable action) {
        beforeUpdate = () -> {
            beforeUpdate = () -> {};
            action.run();
        };
    }

    /** The bodies of all accepted updates over HTTP, oldest first. */
    public synchronized List<ObjectNode> updates() {
        return List.copyOf(writes);
    }

    /** When they were accepted, by the wall clock. */
    public synchronized List<Instant> updateTimes() {
        return List.copyOf(writeTimes);
    }

    public synchronized ObjectNode get(String path) {
        return objects.get(path);
    }

    public synchronized List<ObjectNode> list(String collection) {
        return objects.entrySet().stream()
                .filter(e -> e.getKey().startsWith(collection + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Stores as a controller or another user would, with a new resource version and a new generation if the spec changed. */
    public synchronized void put(String path, ObjectNode object) {
        ObjectNode before = objects.get(path);
        ObjectNode stored = object.deepCopy();
        ObjectNode meta = stored.withObject("/metadata");
        if (before == null) {
            meta.put(
                    "uid",
                    UUID.nameUUIDFromBytes((path + version).getBytes(StandardCharsets.UTF_8))
                            .toString());
            meta.put("generation", 1);
        } else {
            meta.put("uid", before.at("/metadata/uid").asText());
            // the annotations too, where it is a Deployment
            boolean changed = !before.path("spec").equals(stored.path("spec"))
                    || path.contains("/deployments/")
                            && !before.at("/metadata/annotations").equals(stored.at("/metadata/annotations"));
            meta.put("generation", before.at("/metadata/generation").asLong() + (changed ? 1 : 0));
        }
        meta.put("resourceVersion", Long.toString(++version));
        objects.put(path, stored);
    }

    public synchronized void delete(String path) {
        objects.remove(path);
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        ObjectNode answer;
        synchronized (this) {
            String method = exchange.getRequestMethod();
            Integer fault = faults.peek();
            if (fault != null && (fault >= 0 || method.equals("PUT"))) {
                faults.poll();
                if (fault == 0) {
                    exchange.close();
                    return;
                }
                answer = Answers.status(Math.abs(fault), "told to fail");
            } else if (rights.isStranger(exchange)) {
                answer = Answers.status(401, "Unauthorized");
            } else {
                answer = answer(method, exchange, body);
            }
        }
        int code = answer.path("kind").asText().equals("Status")
                ? answer.path("code").asInt()
                : 200;
        byte[] bytes = Json.compact(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ObjectNode answer(String method, HttpExchange exchange, byte[] bytes) {
        String path = exchange.getRequestURI().getPath();
        ObjectNode body = null;
        if (bytes.length > 0) {
            try {
                body = (ObjectNode) Json.parse(bytes, "body");
            } catch (Exception e) {
                return Answers.status(400, e.getMessage());
            }
        }
        if (path.endsWith("/selfsubjectaccessreviews")) {
            return rights.review(body);
        }
        List<String> parts = Arrays.asList(path.substring(1).split("/"));
        int at = parts.indexOf("namespaces") + 2;
        boolean ofNamespace = parts.size() == at; // /api/v1/namespaces/NAME itself
        String plural = ofNamespace ? "namespaces" : parts.get(at);
        boolean single = ofNamespace || parts.size() > at + 1;
        String verb = Map.of("PUT", "update", "POST", "create", "DELETE", "delete")
                .getOrDefault(method, single ? "get" : "list");
        if (rights.isDenied(verb, plural)) {
            return FakeRights.forbidden(verb, plural, parts.get(at - 1));
        }
        return switch (verb) {
            case "list" -> Answers.list(list(path), exchange.getRequestURI().getRawQuery(), version);
            case "get" ->
                objects.containsKey(path) ? objects.get(path).deepCopy() : Answers.status(404, path + " not found");
            case "update" ->
                String.valueOf(exchange.getRequestURI().getRawQuery()).contains("dryRun=All")
                        ? body
                        : update(path, body);
            default -> Answers.status(405, verb + " is not served");
        };
    }

    private ObjectNode update(String path, ObjectNode body) {
        beforeUpdate.run();
        ObjectNode before = objects.get(path);
        if (before == null) {
            return Answers.status(404, path + " not found");
        }
        if (!before.at("/metadata/resourceVersion").equals(body.at("/metadata/resourceVersion"))) {
            return Answers.status(409, "the object has been modified; please apply your changes to the latest version");
        }
        if (before.has("status")) {
            body.set("status", before.path("status").deepCopy());
        } else {
            body.remove("status");
        }
        put(path, body);
        writes.add(objects.get(path).deepCopy());
        writeTimes.add(Instant.now());
        return objects.get(path).deepCopy();
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
    }
}
