package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.io.WholeAnswer;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Instant queries whose every way of not answering has its own message. */
final class PrometheusClient {
    /** One series of an instant vector: its labels in canonical form and either a value or a native histogram. */
    record Series(JsonNode labels, String id, double value, JsonNode histogram) {}

    /** An answer about one workload has a few KiB for each pod; nobody needs more, and memory is not endless. */
    private static final int MOST_MIB = 16;

    private final PrometheusAccess access;
    private final HttpClient http;

    PrometheusClient(PrometheusAccess access) {
        this.access = access;
        this.http = HttpClient.newBuilder()
                .connectTimeout(access.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The instant vector of a query; may be empty, never holds NaN or infinite values. */
    List<Series> vector(String query) throws DeliveryException, InterruptedException {
        JsonNode data = ask(query).path("data");
        if (!data.path("resultType").asText().equals("vector")) {
            throw new BadInputException("Prometheus query " + query + " gives a "
                    + data.path("resultType").asText("document without result") + "; an instant vector was expected");
        }
        List<Series> series = new ArrayList<>();
        for (JsonNode item : data.path("result")) {
            JsonNode labels = item.path("metric");
            JsonNode histogram = item.path("histogram").path(1);
            double value = histogram.isMissingNode() ? number(item.path("value").path(1), query) : 0;
            series.add(new Series(labels, id(labels), value, histogram));
        }
        return series;
    }

    private static String id(JsonNode labels) {
        TreeMap<String, String> sorted = new TreeMap<>();
        labels.properties()
                .forEach(label -> sorted.put(label.getKey(), label.getValue().asText()));
        StringBuilder id = new StringBuilder();
        sorted.forEach((key, value) -> id.append(key).append('=').append(value).append(';'));
        return id.toString();
    }

    static double number(JsonNode text, String query) throws UnreachableException {
        return Decimals.finite(text.asText())
                .orElseThrow(() -> new UnreachableException(
                        "Prometheus query " + query + " gives " + text.asText("nothing") + " instead of a number"));
    }

    private JsonNode ask(String query) throws DeliveryException, InterruptedException {
        String base = access.url().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .timeout(access.timeout())
                .header("Accept", "application/json");
        if (!access.authorization().isEmpty()) {
            request.header("Authorization", access.authorization());
        }
        HttpResponse<byte[]> answer;
        try {
            answer = WholeAnswer.of(http, request.build(), MOST_MIB << 20, access.timeout());
        } catch (WholeAnswer.TooLarge e) {
            throw new UnreachableException(
                    "Prometheus " + base + " answers the query " + query + " with more than " + MOST_MIB
                            + " MiB; is the URL right, and does the query select the series of this one workload?",
                    e);
        } catch (HttpTimeoutException e) {
            throw new UnreachableException(
                    "Prometheus " + base + " did not answer within "
                            + access.timeout().toSeconds() + " s",
                    e);
        } catch (IOException e) {
            throw new UnreachableException("Prometheus " + base + " cannot be reached: " + e.getMessage(), e);
        }
        int status = answer.statusCode();
        if (status == 401 || status == 403) {
            throw new UnreachableException(
                    "Prometheus " + base + " does not let us in (" + status + "); check its credentials");
        }
        if (status >= 300 && status != 400 && status != 422) {
            throw new UnreachableException("Prometheus " + base + " answers " + status);
        }
        JsonNode json;
        try {
            json = Json.parse(answer.body(), "the answer");
        } catch (BadInputException e) {
            throw new UnreachableException("Prometheus " + base + " answers no JSON; is the URL right?", e);
        }
        if (!json.path("status").asText().equals("success")) {
            throw new BadInputException("Prometheus refuses the query " + query + ": "
                    + json.path("error").asText("no reason given").replaceAll("\\s+", " "));
        }
        return json;
    }
}
