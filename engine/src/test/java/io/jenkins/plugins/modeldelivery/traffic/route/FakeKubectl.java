package io.jenkins.plugins.modeldelivery.traffic.route;

import io.jenkins.plugins.modeldelivery.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** As much of kubectl as the watchdog's script calls, against the API server named by {@code FAKE_API}. */
final class FakeKubectl {
    private FakeKubectl() {}

    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        if (words.subList(0, 2).equals(List.of("auth", "can-i"))) {
            return;
        }
        String[] what = words.get(1).split("/");
        String plural = what[0].substring(0, what[0].indexOf('.'));
        String group = what[0].substring(what[0].indexOf('.') + 1);
        URI uri = URI.create(System.getenv("FAKE_API") + "/apis/" + group + "/v1/namespaces/" + after(words, "-n") + "/"
                + plural + "/" + what[1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        switch (words.get(0)) {
            case "get" -> request.GET();
            case "patch" ->
                request.method("PATCH", HttpRequest.BodyPublishers.ofString(after(words, "-p")))
                        .header("Content-Type", "application/json-patch+json");
            default -> throw new IllegalArgumentException(words.toString());
        }
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            System.err.println(answer.body());
            System.exit(answer.statusCode() == 404 && words.contains("--ignore-not-found") ? 0 : 1);
        }
        if (words.get(0).equals("get")) {
            System.out.print(Json.parse(answer.body(), "answer")
                    .path("metadata")
                    .path("annotations")
                    .path(LeaseNote.ANNOTATION)
                    .asText());
        }
    }

    private static String after(List<String> words, String option) {
        return words.get(words.indexOf(option) + 1);
    }
}
