package io.jenkins.plugins.modeldelivery.cluster.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.util.HashSet;
import java.util.Set;

/** Who is known, and what is not allowed: everybody and nothing until told otherwise. */
final class FakeRights {
    private final Set<String> denied = new HashSet<>();
    private String token = "";

    void deny(String verbAndResource) {
        denied.add(verbAndResource);
    }

    void accept(String bearer) {
        token = bearer;
    }

    boolean isStranger(HttpExchange exchange) {
        return !token.isEmpty()
                && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    boolean isDenied(String verb, String plural) {
        return denied.contains(verb + " " + plural);
    }

    ObjectNode review(ObjectNode question) {
        JsonNode asked = question.at("/spec/resourceAttributes");
        boolean allowed =
                !isDenied(asked.path("verb").asText(), asked.path("resource").asText());
        question.putObject("status").put("allowed", allowed);
        return question;
    }

    static ObjectNode forbidden(String verb, String plural, String namespace) {
        return Answers.status(
                403,
                plural + " is forbidden: User \"deployer\" cannot " + verb + " resource \"" + plural
                        + "\" in the namespace \"" + namespace + "\"");
    }
}
