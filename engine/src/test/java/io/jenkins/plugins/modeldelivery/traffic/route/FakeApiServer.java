package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link FakeObjects} behind HTTP, with the answers of a real API server: 409 on an old resourceVersion, dryRun, 404. */
public final class FakeApiServer implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile(
            "/(?:api/(?<core>v1)|apis/(?<group>[^/]+/[^/]+))/namespaces/(?<ns>[^/]+)/(?<plural>[^/]+)(?:/(?<name>[^/]+))?");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeObjects objects;
    private volatile Consumer<String> before = request -> {};
    private volatile Consumer<String> after = request -> {};
    private volatile Predicate<String> refused = request -> false;
    private volatile int refusal;

    public FakeApiServer(FakeObjects objects) throws IOException {
        this.objects = objects;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** What happens to each request ("PUT /apis/...?query") before it takes effect; may throw to have it not take any. */
    public void before(Consumer<String> action) {
        before = action;
    }

    /** What happens after it took effect and before it is answered. */
    public void after(Consumer<String> action) {
        after = action;
    }

    /** Answers the requests that these are ("PUT /apis/...?query") with that code, without effect. */
    public void refuse(int code, Predicate<String> which) {
        refusal = code;
        refused = which;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode sent = body.length == 0 ? null : Json.parse(body, "request");
            before.accept(name(exchange));
            if (refused.test(name(exchange))) {
                answer(exchange, refusal, status(refusal, "told to refuse"));
                return;
            }
            if (path.endsWith("/selfsubjectaccessreviews")) {
                JsonNode asked = sent.path("spec").path("resourceAttributes");
                ObjectKey key = new ObjectKey("v1", "", asked.path("resource").asText(), "", "");
                ((ObjectNode) sent)
                        .putObject("status")
                        .put("allowed", objects.allowed(asked.path("verb").asText(), key));
                answer(exchange, 201, sent);
                return;
            }
            Matcher matcher = PATH.matcher(path);
            if (!matcher.matches()) {
                answer(exchange, 404, status(404, "no such path"));
                return;
            }
            String version = matcher.group("core") != null ? "v1" : matcher.group("group");
            String name = matcher.group("name") == null ? "" : matcher.group("name");
            ObjectKey key = new ObjectKey(version, "", matcher.group("plural"), matcher.group("ns"), name);
            boolean dryRun = query.contains("dryRun=All");
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, key, query);
                case "PUT" -> answer(exchange, 200, objects.update(key, (ObjectNode) sent, dryRun));
                case "POST" -> {
                    ObjectKey named = key.named(
                            key.namespace(), sent.path("metadata").path("name").asText());
                    answer(exchange, 201, objects.create(named, (ObjectNode) sent, dryRun));
                }
                case "PATCH" -> patch(exchange, key, sent);
                case "DELETE" -> {
                    ObjectNode expected = Json.object();
                    expected.putObject("metadata")
                            .set("resourceVersion", sent.path("preconditions").path("resourceVersion"));
                    objects.delete(key, expected);
                    answer(exchange, 200, status(200, "deleted"));
                }
                default -> answer(exchange, 405, status(405, "no"));
            }
        } catch (LostRaceException e) {
            answer(exchange, 409, status(409, "the object has been modified"));
        } catch (BadInputException e) {
            answer(exchange, 404, status(404, "not found"));
        } finally {
            exchange.close();
        }
    }

    private void get(HttpExchange exchange, ObjectKey key, String query) throws IOException, BadInputException {
        if (key.name().isEmpty()) {
            String selector = query.contains("labelSelector=")
                    ? URLDecoder.decode(query.replaceAll(".*labelSelector=", ""), StandardCharsets.UTF_8)
                    : "";
            ObjectNode list = Json.object().put("kind", "List").put("apiVersion", "v1");
            var items = list.putArray("items");
            objects.list(key, selector).forEach(items::add);
            answer(exchange, 200, list);
            return;
        }
        ObjectNode found = objects.get(key).orElse(null);
        answer(exchange, found == null ? 404 : 200, found == null ? status(404, "not found") : found);
    }

    private void patch(HttpExchange exchange, ObjectKey key, JsonNode patch)
            throws IOException, BadInputException, LostRaceException {
        try {
            answer(exchange, 200, objects.patch(key, patch));
        } catch (JsonPatchException e) {
            answer(exchange, 422, status(422, "the server rejected our request: " + e.getMessage()));
        }
    }

    private static String name(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI();
    }

    private static ObjectNode status(int code, String message) {
        return Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", code < 300 ? "Success" : "Failure")
                .put("message", message)
                .put("code", code);
    }

    private void answer(HttpExchange exchange, int code, JsonNode json) throws IOException {
        after.accept(name(exchange));
        byte[] bytes = Json.compact(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
