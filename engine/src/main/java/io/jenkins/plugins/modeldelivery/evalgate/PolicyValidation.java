package io.jenkins.plugins.modeldelivery.evalgate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Checks a policy against its published schema and says in one line where the first mistake is. */
final class PolicyValidation {
    private static final List<String> OPERATORS = List.of("atLeast", "atMost", "noWorseThanBaseline");

    /** What the schema says of a kind of value, in words. */
    private static final Map<String, String> EXPECTED = Map.of(
            "duration", "a number of seconds to weeks, such as 300s, 5m or 31d,",
            "share", "more than 0 and at most 1, or such as 5%,",
            "errorShare", "0 or more and less than 1, or such as 0.1%,",
            "increase", "more than 0 and at most 100, or such as 15%,");

    private final String source;
    private final Node root;

    private record Mistake(int line, String message) {}

    private PolicyValidation(String source, Node root) {
        this.source = source;
        this.root = root;
    }

    static ObjectNode validated(String text, String source) throws BadInputException {
        // JSON may be indented by tabs, YAML may not; no text in JSON holds one as it is
        String yaml = text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
        JsonNode document = Documents.parseYaml(yaml, source);
        if (!(document instanceof ObjectNode policy)) {
            throw new BadInputException(
                    source + " line 1: a policy is a mapping that starts with " + "'schema: model-delivery/policy/v1'");
        }
        new PolicyValidation(source, Documents.compose(yaml)).check(policy);
        return policy;
    }

    private void check(ObjectNode policy) throws BadInputException {
        List<Mistake> mistakes = new ArrayList<>();
        views(policy.path("evalSet").path("shift"), mistakes); // first, as the schema says less of it
        for (Error error : schema().validate(policy)) {
            mistakes.add(mistake(policy, error));
        }
        infinite(policy, new ArrayList<>(), mistakes);
        turnedRanges(policy.path("rules"), mistakes);
        Mistake first =
                mistakes.stream().min((a, b) -> Integer.compare(a.line, b.line)).orElse(null);
        if (first != null) {
            throw new BadInputException(source + " line " + first.line + ": " + first.message);
        }
    }

    /** YAML knows .nan and .inf, which are numbers to a schema and limits of nothing. */
    private void infinite(JsonNode node, List<Object> steps, List<Mistake> mistakes) {
        if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
            mistakes.add(new Mistake(line(steps), name(steps) + ": a finite number was expected"));
        }
        node.properties().forEach(entry -> infinite(entry.getValue(), with(steps, entry.getKey()), mistakes));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            infinite(node.get(i), with(steps, i), mistakes);
        }
    }

    /** A schema knows two numbers, not which is less; and no root of a square is below 0. */
    private void turnedRanges(JsonNode rules, List<Mistake> mistakes) {
        for (int i = 0; i < rules.size(); i++) {
            double low = rules.path(i).path("range").path(0).doubleValue();
            double high = rules.path(i).path("range").path(1).doubleValue();
            List<Object> steps = List.of("rules", i, "range");
            if (rules.path(i).path("range").size() == 2 && low >= high) {
                mistakes.add(new Mistake(line(steps), name(steps) + ": the first number must be less than the second"));
            } else if (low < 0 && rules.path(i).path("metric").asText().equals("rmse")) {
                mistakes.add(new Mistake(line(steps), name(steps) + ": rmse is never below 0"));
            }
        }
    }

    /** Of the ways to say what is compared, one is needed, and two of them exclude each other. */
    private void views(JsonNode shift, List<Mistake> mistakes) {
        List<Object> steps = List.of("evalSet", "shift");
        if (shift.isObject() && !shift.has("field") && !shift.has("fields") && !shift.has("text")) {
            mistakes.add(new Mistake(line(steps), "'field', 'fields' or 'text' is missing in " + name(steps)));
        } else if (shift.has("field") && shift.has("fields")) {
            mistakes.add(new Mistake(line(steps), name(steps) + " has both field and fields; write all into fields"));
        }
    }

    private static List<Object> with(List<Object> steps, Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }

    private Mistake mistake(ObjectNode policy, Error error) {
        NodePath path = error.getInstanceLocation();
        List<Object> steps = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            steps.add(path.getElement(i));
        }
        String where = steps.isEmpty() ? "the policy" : name(steps);
        String property = error.getProperty();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                steps.add(property);
                yield new Mistake(line(steps), "unknown key '" + property + "' in " + where);
            }
            case "required" -> {
                List<Object> rule = steps.size() > 1 ? steps.subList(0, 2) : steps;
                yield OPERATORS.contains(property)
                        ? oneOperator(policy, rule)
                        : new Mistake(line(steps), "'" + property + "' is missing in " + where);
            }
            case "oneOf" -> oneOperator(policy, steps);
            default -> new Mistake(line(steps), where + said(error));
        };
    }

    private static String said(Error error) {
        String rule = error.getSchemaLocation().toString();
        return EXPECTED.entrySet().stream()
                .filter(kind -> rule.contains("$defs/" + kind.getKey() + "/"))
                .findFirst()
                .map(kind -> " is " + error.getInstanceNode() + "; " + kind.getValue() + " was expected")
                .orElse(": " + error.getMessage());
    }

    private Mistake oneOperator(ObjectNode policy, List<Object> steps) {
        JsonNode rule = policy.path("rules").path((Integer) steps.get(1));
        List<String> found = OPERATORS.stream().filter(rule::has).toList();
        return new Mistake(
                line(steps),
                name(steps) + " needs exactly one of atLeast, atMost, noWorseThanBaseline, but has "
                        + (found.isEmpty() ? "none" : String.join(" and ", found)));
    }

    private static String name(List<Object> steps) {
        StringBuilder name = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer index) {
                name.append('[').append(index).append(']');
            } else {
                name.append(name.isEmpty() ? "" : ".").append(step);
            }
        }
        return name.toString();
    }

    private int line(List<Object> steps) {
        Node node = root;
        int line = root.getStartMark().getLine();
        for (Object step : steps) {
            if (node instanceof SequenceNode sequence && step instanceof Integer index) {
                node = sequence.getValue().get(index);
                line = node.getStartMark().getLine();
            } else if (node instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(String.valueOf(step))) {
                        node = tuple.getValueNode();
                        line = key.getStartMark().getLine();
                        break;
                    }
                }
            }
        }
        return line + 1;
    }

    private static Schema schema() {
        try (InputStream in = PolicyValidation.class.getResourceAsStream("policy-v1.json")) {
            JsonNode node = Json.mapper().readTree(in);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
