package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.Rule;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * What an environment demands of evidence whatever the policy of the repository says: {@code minimum} of
 * {@code model-delivery/environment/v1}. Policy, contract and reference are files of whoever wants the promotion; this is not.
 *
 * @param gate rules, rows and age, in a policy's own words; empty where none of them is said
 * @param contract whether the contract has to be that of production, or an approved one
 * @param approved SHA-256 of contracts and references that an administrator has looked at
 */
public record Minimum(
        Optional<Policy> gate,
        Optional<Shift> shift,
        boolean contract,
        Approved approved,
        Optional<Traffic> traffic,
        Optional<Origin> from) {
    private static final String PRODUCTION = "production";
    private static final String PREVIOUS = "previous";
    private static final double ALPHA = 0.01;

    /** Weaker tests see too little. */
    static final int LEAST_PERMUTATIONS = 999;

    /** Of an environment that demands nothing of its own. */
    public static final String NONE = "limits are the repository's own";

    /**
     * @param alpha level that the test is judged at again
     * @param tolerance effect that does not matter
     */
    public record Shift(double alpha, OptionalDouble tolerance) {}

    /** By SHA-256. */
    public record Approved(List<String> contracts, List<String> references) {
        static final Approved NOTHING = new Approved(List.of(), List.of());

        public Approved {
            contracts = List.copyOf(contracts);
            references = List.copyOf(references);
        }
    }

    /**
     * @param share least share of requests that the candidate was meant to get
     * @param window how long was counted, at least
     * @param p95Increase the counts are judged by this limit, whatever the test's own was
     * @param errorRate likewise
     * @param allow of {@code external} and {@code probe}
     */
    public record Traffic(
            OptionalDouble share,
            Optional<Duration> window,
            OptionalDouble p95Increase,
            OptionalDouble errorRate,
            Set<String> allow) {
        static final String EXTERNAL = "external";
        static final String PROBE = "probe";

        public Traffic {
            allow = Set.copyOf(allow);
        }
    }

    /**
     * Where evidence may come from. A fork's pull request never may.
     *
     * @param jobs full names, with {@code *} and {@code **}; empty for all
     * @param pullRequests whether builds of pull requests may
     * @param replayed whether builds of an edited script may
     * @param commandLine whether the command line may
     */
    public record Origin(List<String> jobs, boolean pullRequests, boolean replayed, boolean commandLine) {
        public Origin {
            jobs = List.copyOf(jobs);
        }

        /** Whether one of the patterns is the job's. */
        boolean isOf(String job) {
            return jobs.isEmpty()
                    || jobs.stream()
                            .anyMatch(pattern -> matcher(pattern)
                                    .matches(FileSystems.getDefault().getPath(job)));
        }

        private static PathMatcher matcher(String pattern) {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        }
    }

    /** As it stands in an environment; each key may be left out. */
    record Document(
            List<JsonNode> rules,
            Optional<Long> minRows,
            Optional<String> maxAge,
            Optional<ShiftDocument> shift,
            Optional<String> contract,
            Optional<ApprovedDocument> approved,
            Optional<TrafficDocument> traffic,
            Optional<OriginDocument> from) {
        private record ShiftDocument(Optional<String> reference, OptionalDouble alpha, OptionalDouble tolerance) {
            Shift shift(String source) throws BadInputException {
                if (!reference.orElse(PREVIOUS).equals(PREVIOUS)) {
                    throw new BadInputException(source + ".shift.reference '" + reference.get()
                            + "' is none: it is previous, or a SHA-256 of approved.references");
                }
                double level = alpha.orElse(ALPHA);
                if (!(level > 0 && level < 1) || !(tolerance.orElse(0) >= 0)) {
                    throw new BadInputException(
                            source + ".shift: alpha is between 0 and 1, and a tolerance is 0 or more");
                }
                return new Shift(level, tolerance);
            }
        }

        private record ApprovedDocument(List<String> contracts, List<String> references) {}

        private record TrafficDocument(
                Optional<JsonNode> share,
                Optional<String> window,
                Optional<JsonNode> p95Increase,
                Optional<JsonNode> errorRate,
                List<String> allow) {
            Traffic traffic(String source) throws BadInputException {
                for (String allowed : allow) {
                    if (!allowed.equals(Traffic.EXTERNAL) && !allowed.equals(Traffic.PROBE)) {
                        throw new BadInputException(
                                source + ".traffic.allow: '" + allowed + "' is neither external nor probe");
                    }
                }
                return new Traffic(
                        share(share, source + ".traffic.share"),
                        window.isPresent()
                                ? Optional.of(Amounts.duration(source + ".traffic.window", window.get()))
                                : Optional.empty(),
                        share(p95Increase, source + ".traffic.p95Increase"),
                        share(errorRate, source + ".traffic.errorRate"),
                        Set.copyOf(allow));
            }

            /** A number, or a text such as 5%. */
            private static OptionalDouble share(Optional<JsonNode> said, String name) throws BadInputException {
                return said.filter(value -> !value.isNull()).isPresent()
                        ? OptionalDouble.of(Amounts.share(name, said.get().asText()))
                        : OptionalDouble.empty();
            }
        }

        private record OriginDocument(
                List<String> jobs,
                Optional<Boolean> pullRequests,
                Optional<Boolean> replayed,
                Optional<Boolean> commandLine) {
            Origin origin(String source) throws BadInputException {
                for (String pattern : jobs) {
                    try {
                        Origin.matcher(pattern);
                    } catch (PatternSyntaxException e) {
                        throw new BadInputException(
                                source + ".from.jobs: '" + pattern + "' is no pattern such as ml/**", e);
                    }
                }
                return new Origin(jobs, pullRequests.orElse(false), replayed.orElse(false), commandLine.orElse(false));
            }
        }

        Minimum minimum(String source) throws BadInputException {
            if (!contract.orElse(PRODUCTION).equals(PRODUCTION)) {
                throw new BadInputException(source + ".contract '" + contract.get()
                        + "' is none: it is production, or a SHA-256 of approved.contracts");
            }
            return new Minimum(
                    gate(source),
                    shift.isPresent() ? Optional.of(shift.get().shift(source)) : Optional.empty(),
                    contract.isPresent(),
                    approved.map(named -> new Approved(named.contracts, named.references))
                            .orElse(Approved.NOTHING),
                    traffic.isPresent() ? Optional.of(traffic.get().traffic(source)) : Optional.empty(),
                    from.isPresent() ? Optional.of(from.get().origin(source)) : Optional.empty());
        }

        /** The words of a policy are checked as a policy's. */
        private Optional<Policy> gate(String source) throws BadInputException {
            if (rules.isEmpty() && minRows.isEmpty() && maxAge.isEmpty()) {
                return Optional.empty();
            }
            ObjectNode policy =
                    Json.document("policy", new PolicyDocument(rules, new PolicyDocument.EvalSet(minRows, maxAge)));
            Policy parsed = Policy.parse(Json.compact(policy), source);
            for (Rule rule : parsed.rules()) {
                if (rule.measure().isEmpty() || rule.operator() == Rule.Operator.NO_WORSE_THAN_BASELINE) {
                    throw new BadInputException(source + ".rules: '" + rule.metric()
                            + "' needs a metric that is computed from predictions, with atLeast or atMost;"
                            + " a results file or a baseline is given by whoever asks for the promotion");
                }
            }
            return Optional.of(parsed);
        }
    }

    /** As a policy has them. */
    private record PolicyDocument(List<JsonNode> rules, EvalSet evalSet) {
        private record EvalSet(Optional<Long> minRows, Optional<String> maxAge) {}
    }

    /**
     * Parses what a form or configuration as code says, as YAML or JSON.
     *
     * @throws BadInputException naming the key; also for a key that there is not
     */
    public static Minimum parse(String text) throws BadInputException {
        String source = "minimum";
        return Json.bind(Documents.parseYaml(text, source), Document.class, source)
                .minimum(source);
    }

    /** The evidence that all this is about. */
    Set<EvidenceKind> kinds() {
        List<EvidenceKind> kinds = new ArrayList<>();
        gate.ifPresent(rules -> kinds.add(EvidenceKind.EVAL));
        shift.ifPresent(test -> kinds.add(EvidenceKind.SHIFT));
        traffic.ifPresent(limits -> kinds.add(EvidenceKind.TRAFFIC));
        if (contract) {
            kinds.add(EvidenceKind.SCHEMA);
        }
        return kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    }
}
