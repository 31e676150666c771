package io.jenkins.plugins.modeldelivery.traffic.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.HttpUrl;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a probe sends, and where to. */
public final class ProbeRequests {
    private ProbeRequests() {}

    /**
     * The bodies in a JSONL text: of each line the field {@code input}, else the whole line; metadata and empty lines are
     * left out.
     *
     * @param source how to call the text in a message
     */
    public static List<byte[]> parse(String lines, String source) throws BadInputException {
        List<byte[]> bodies = new ArrayList<>();
        int number = 0;
        for (String line : lines.split("\n")) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode json = Json.parse(line, source + " line " + number);
            if (!json.has("$meta")) {
                JsonNode body = json.has("input") ? json.get("input") : json;
                bodies.add(Json.compact(body).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bodies;
    }

    /** An address that requests can be sent to: {@code http} or {@code https}, with a host and no user. */
    public static URI address(String text) throws BadInputException {
        Optional<URI> address = HttpUrl.of(text);
        if (address.isPresent()) {
            return address.get();
        }
        throw new BadInputException("'" + text.substring(text.lastIndexOf('@') + 1) // a user's part may hold a password
                + "' is no address; http:// or https:// with a host, without user and password, was expected");
    }
}
