package io.jenkins.plugins.modeldelivery.traffic.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits and restores one rule of a route. What was done is noted as {@code {"rule": {index, name, hash}, "refs": [{id,
 * orig, set}], "added": id|null, "addedWeight": number, "mirror": bool}}, where {@code orig} null means that no weight was written.
 */
final class RuleEditor {
    private static final int NAMED = 4;
    private static final int TOUCHING = 2;
    private static final int SHAPED = 1;
    private static final int MOST_RULES = 1000;

    private final RouteDialect dialect;

    RuleEditor(RouteDialect dialect) {
        this.dialect = dialect;
    }

    /** Changes the object and returns what to note. */
    ObjectNode shift(ObjectNode object, RouteRequest request) throws RefusedException, BadInputException {
        int index = find(object, request);
        ObjectNode rule = (ObjectNode) dialect.rules(object).get(index);
        ObjectNode change = Json.object();
        change.putObject("rule")
                .put("index", index)
                .put("name", rule.path("name").asText(""))
                .put("hash", shape(rule));
        ArrayNode refs = dialect.refs(rule);
        String candidate = dialect.candidateId(object, request, productionRef(object, refs, request));
        change.put("candidate", candidate);
        if (request.mode() == RouteRequest.Mode.MIRROR) {
            if (dialect.hasMirror(rule, object, candidate)) {
                throw new RefusedException(request.key() + " already mirrors requests to " + request.candidate()
                        + "; that mirror could not be told from ours, remove it first");
            }
            change.put("mirror", true);
            dialect.addMirror(rule, object, request, productionRef(object, refs, request));
            return change;
        }
        List<ObjectNode> others = new ArrayList<>();
        ObjectNode own = null;
        for (JsonNode ref : refs) {
            if (dialect.id(object, ref).equals(candidate)) {
                own = (ObjectNode) ref;
            } else {
                others.add((ObjectNode) ref);
            }
        }
        if (own != null && dialect.weight(own, refs.size()) > 0) {
            throw new RefusedException("The candidate " + request.candidate() + " already gets traffic by "
                    + request.key() + "; another test or a promotion is under way");
        }
        long[] weights = dialect.round(Weights.split(
                others.stream().mapToLong(r -> dialect.weight(r, refs.size())).toArray(), request.share()));
        ArrayNode noted = change.putArray("refs");
        for (int i = 0; i < others.size(); i++) {
            set(object, others.get(i), weights[i], noted);
        }
        long mine = weights[others.size()];
        if (own == null) {
            refs.add(dialect.newRef(object, request, productionRef(object, refs, request), mine));
            change.put("added", candidate).put("addedWeight", mine);
        } else {
            set(object, own, mine, noted);
        }
        return change;
    }

    private void set(ObjectNode object, ObjectNode ref, long weight, ArrayNode noted) {
        ObjectNode entry = noted.addObject().put("id", dialect.id(object, ref));
        entry.set("orig", ref.has("weight") ? ref.get("weight") : Json.mapper().nullNode());
        entry.put("set", weight);
        ref.put("weight", weight);
    }

    /** Takes back what the note says, and nothing else; edits of others stay. */
    void restore(ObjectNode object, ObjectNode change) {
        String candidate = change.path("candidate").asText();
        ObjectNode rule = locate(object, change);
        if (rule == null) {
            return;
        }
        if (change.path("mirror").asBoolean()) {
            dialect.removeMirror(rule, object, candidate);
            return;
        }
        ArrayNode refs = dialect.refs(rule);
        for (int i = refs.size() - 1; i >= 0; i--) {
            ObjectNode ref = (ObjectNode) refs.get(i);
            String id = dialect.id(object, ref);
            if (change.path("added").asText("").equals(id)) {
                refs.remove(i);
                continue;
            }
            for (JsonNode noted : change.path("refs")) {
                boolean ours =
                        ref.path("weight").asLong(-1) == noted.path("set").asLong();
                if (noted.path("id").asText().equals(id) && (ours || id.equals(candidate))) {
                    if (noted.path("orig").isNull()) {
                        ref.remove("weight");
                    } else {
                        ref.set("weight", noted.get("orig"));
                    }
                }
            }
        }
    }

    /** Whether the candidate still gets what the note gave it. */
    boolean stillSplit(ObjectNode object, ObjectNode change) {
        ObjectNode rule = locate(object, change);
        if (rule == null || change.path("mirror").asBoolean()) {
            return rule != null
                    && dialect.hasMirror(rule, object, change.path("candidate").asText());
        }
        for (JsonNode ref : dialect.refs(rule)) {
            if (dialect.id(object, ref).equals(change.path("candidate").asText())
                    && dialect.weight(ref, dialect.refs(rule).size()) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the noted rule leads to exactly the backends that it led to after the split, with the weights set then. */
    boolean isAsSet(ObjectNode object, ObjectNode change) {
        ObjectNode rule = locate(object, change);
        if (rule == null || change.path("mirror").asBoolean()) {
            return rule != null
                    && dialect.hasMirror(rule, object, change.path("candidate").asText());
        }
        Map<String, Long> set = new HashMap<>();
        change.path("refs")
                .forEach(ref -> set.put(ref.path("id").asText(), ref.path("set").asLong()));
        if (change.hasNonNull("added")) {
            set.put(change.path("added").asText(), change.path("addedWeight").asLong(-1));
        }
        Map<String, Long> found = new HashMap<>();
        dialect.refs(rule)
                .forEach(ref ->
                        found.put(dialect.id(object, ref), ref.path("weight").asLong(0)));
        return set.equals(found);
    }

    /** The noted rule by its name, else of its shape and leading to the candidate, else either; the nearest index wins. */
    private ObjectNode locate(ObjectNode object, ObjectNode change) {
        JsonNode noted = change.path("rule");
        String name = noted.path("name").asText("");
        ArrayNode rules = dialect.rules(object);
        ObjectNode best = null;
        int bestScore = 0;
        for (int i = 0; i < rules.size(); i++) {
            ObjectNode rule = (ObjectNode) rules.get(i);
            int score = name.isEmpty() || !name.equals(rule.path("name").asText()) ? 0 : NAMED;
            score += touches(object, rule, change) ? TOUCHING : 0;
            score += shape(rule).equals(noted.path("hash").asText()) ? SHAPED : 0;
            if (score > 0) {
                score = score * 2 * MOST_RULES
                        - Math.min(MOST_RULES, Math.abs(i - noted.path("index").asInt()));
            }
            if (score > bestScore) {
                best = rule;
                bestScore = score;
            }
        }
        return best;
    }

    private boolean touches(ObjectNode object, ObjectNode rule, ObjectNode change) {
        String candidate = change.path("candidate").asText();
        if (change.path("mirror").asBoolean()) {
            return dialect.hasMirror(rule, object, candidate);
        }
        for (JsonNode ref : dialect.refs(rule)) {
            if (dialect.id(object, ref).equals(candidate)) {
                return true;
            }
        }
        return false;
    }

    /** What a rule matches, which tells it apart from the others: names and weights of backends left out. */
    private String shape(ObjectNode rule) {
        return Specs.hash(rule.path("matches").isMissingNode() ? rule.path("match") : rule.path("matches"));
    }

    private int find(ObjectNode object, RouteRequest request) throws BadInputException {
        int found = -1;
        ArrayNode rules = dialect.rules(object);
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            boolean wanted = request.rule().isEmpty()
                    || request.rule().equals(rule.path("name").asText());
            if (wanted && leadsToProduction(object, (ObjectNode) rule, request)) {
                if (found >= 0) {
                    throw new BadInputException("Several rules of " + request.key() + " lead to " + request.production()
                            + "; give the rule's name");
                }
                found = i;
            }
        }
        if (found < 0) {
            throw new BadInputException("No rule " + (request.rule().isEmpty() ? "" : "'" + request.rule() + "' ")
                    + "of " + request.key() + " leads to " + request.production());
        }
        return found;
    }

    private boolean leadsToProduction(ObjectNode object, ObjectNode rule, RouteRequest request) {
        for (JsonNode ref : dialect.refs(rule)) {
            if (dialect.is(object, ref, request.production())) {
                return true;
            }
        }
        return false;
    }

    private JsonNode productionRef(ObjectNode object, ArrayNode refs, RouteRequest request) {
        for (JsonNode ref : refs) {
            if (dialect.is(object, ref, request.production())) {
                return ref;
            }
        }
        throw new IllegalStateException("find() found it");
    }

    /**
     * Arithmetic that gives the candidate an exact share and leaves the proportions among the others as they are. With the
     * share p per mille and g = gcd(p, 1000): each weight w becomes w (1000 - p) / g, the candidate gets p / g times their
     * sum. For one production of weight 1 and 5 %: 19 and 1.
     */
    static final class Weights {
        static final long MAX = 1_000_000;
        private static final int BASE = 1000;
        private static final double TOLERANCE = 0.1;

        private Weights() {}

        /** The new weights of the others in their order, then the candidate's. */
        @SuppressFBWarnings(value = "ICAST_IDIV_CAST_TO_DOUBLE", justification = "g divides p without remainder")
        static long[] split(long[] others, double share) throws RefusedException {
            long p = Math.round(share * BASE);
            long sum = 0;
            for (long w : others) {
                sum += w;
            }
            if (p <= 0 || p >= BASE || sum <= 0) {
                throw new RefusedException("No split of weights that sum to " + sum + " gives the candidate "
                        + share * 100 + " %; a share of 0.1 % to 99.9 % and a production that gets traffic are needed");
            }
            long g = gcd(p, BASE);
            double[] exact = new double[others.length + 1];
            double largest = 0;
            for (int i = 0; i < others.length; i++) {
                exact[i] = (double) others[i] * ((BASE - p) / g);
                largest = Math.max(largest, exact[i]);
            }
            exact[others.length] = (double) (p / g) * sum;
            largest = Math.max(largest, exact[others.length]);
            double scale = largest > MAX ? MAX / largest : 1;
            long[] weights = new long[exact.length];
            long total = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.round(exact[i] * scale);
                total += weights[i];
                if (exact[i] > 0 && weights[i] == 0) {
                    throw new RefusedException(
                            "The existing weights are too uneven to add a share of " + share * 100 + " %");
                }
            }
            double reached = (double) weights[others.length] / total;
            if (Math.abs(reached - share) > TOLERANCE * share) {
                throw new RefusedException("The existing weights only allow a share of " + reached * 100 + " %, not "
                        + share * 100 + " %");
            }
            return weights;
        }

        private static long gcd(long a, long b) {
            return b == 0 ? a : gcd(b, a % b);
        }
    }
}
