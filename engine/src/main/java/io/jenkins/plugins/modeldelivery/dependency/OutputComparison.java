package io.jenkins.plugins.modeldelivery.dependency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether two versions of a model give the same outputs on the same inputs: as a distribution (the shift test with a
 * tolerance), and row by row. The second is needed because a model that exchanges its outputs between inputs has the same
 * distribution as before and is useless to whoever receives them.
 *
 * <p>The rows' movement is the root of the mean of ||φ(a) - φ(b)||² = 2 - 2 k(a, b) over the pairs, in the feature space of
 * the test's kernel at its σ; by Jensen's inequality it is never less than the root of the biased MMD², and on one scale with
 * the tolerance: a movement of every row by a small share t of σ gives t.
 */
public final class OutputComparison implements Report {
    /** Name of the document, {@code model-delivery/output-report/v1}. */
    public static final String DOCUMENT = "output-report";

    private final String model;
    private final Optional<Target> version;
    private final Optional<Target> against;
    private final DriftReport test;
    private final OptionalDouble movement;
    private final double tolerance;
    private final List<String> reasons = new ArrayList<>();
    private final Verdict verdict;

    private OutputComparison(
            String model,
            Optional<Target> version,
            Optional<Target> against,
            DriftReport test,
            OptionalDouble movement,
            double tolerance) {
        this.model = model;
        this.version = version;
        this.against = against;
        this.test = test;
        this.movement = movement;
        this.tolerance = tolerance;
        Verdict rows = Verdict.INCONCLUSIVE;
        if (movement.isPresent()) {
            rows = movement.getAsDouble() <= tolerance ? Verdict.PASS : Verdict.FAIL;
        }
        this.verdict = test.verdict().and(rows);
        if (rows == Verdict.FAIL) {
            reasons.add("the rows moved by %.4g, more than the tolerance of %s"
                    .formatted(movement.getAsDouble(), tolerance));
        }
        reasons.addAll(test.reasons());
    }

    /**
     * Compares two files of outputs whose rows belong to the same inputs: by their {@code id} where they have one, else by
     * their order.
     *
     * @param version whose outputs are the current ones, with {@code against} when it is to be evidence
     * @param options with a tolerance
     * @throws BadInputException when there is no tolerance, or the rows do not belong together
     */
    public static OutputComparison of(
            String model,
            Optional<Target> version,
            Optional<Target> against,
            Path reference,
            Path current,
            DriftOptions options,
            Progress progress)
            throws BadInputException, InterruptedException {
        options.validated();
        if (options.tolerance().isEmpty() || options.tolerance().getAsDouble() <= 0) {
            throw new BadInputException("a tolerance greater than 0 is needed: how far may the outputs move?");
        }
        Vectors before = VectorFile.read(reference, options.reading(), progress);
        Vectors now = VectorFile.read(current, options.reading(), progress);
        if (before.source().rows() != now.source().rows()) {
            throw new BadInputException(reference + " has " + before.source().rows() + " rows and " + current + " has "
                    + now.source().rows() + "; outputs on the same inputs are needed");
        }
        DriftReport test = DriftTest.compare(before, now, options, progress);
        OptionalDouble movement = OptionalDouble.empty();
        if (test.bandwidth().isPresent()) {
            movement = OptionalDouble.of(
                    new RowMovement(before, now, test.bandwidth().getAsDouble()).value());
        }
        return new OutputComparison(
                model, version, against, test, movement, options.tolerance().getAsDouble());
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }

    @Override
    public List<String> reasons() {
        return List.copyOf(reasons);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.document(DOCUMENT).put("verdict", verdict.name());
        reasons.forEach(json.putArray("reasons")::add);
        json.put("model", model);
        version.ifPresent(v -> json.put("version", v.version()).put("digest", v.digest()));
        against.ifPresent(
                a -> json.putObject("against").put("version", a.version()).put("digest", a.digest()));
        json.put("rows", test.currentRows()).put("tolerance", tolerance);
        movement.ifPresent(value -> json.put("movement", value));
        // not under "drift": that would make it evidence about an eval set
        json.set("test", test.toJson());
        return json;
    }

    @Override
    public String toText() {
        return headline() + "\n"
                + String.join("", reasons.stream().map(r -> "  " + r + "\n").toList());
    }

    @Override
    public String toMarkdown() {
        return "**" + headline() + "**\n"
                + String.join(
                        "",
                        reasons.stream()
                                .map(r -> "- " + r.replace("<", "&lt;") + "\n")
                                .toList());
    }

    private String headline() {
        return verdict + "  outputs of " + model
                + version.map(v -> " " + v.version()).orElse("")
                + against.map(a -> " against " + a.version()).orElse("") + ": "
                + (movement.isPresent()
                        ? "rows moved by %.4g (tolerance %s)".formatted(movement.getAsDouble(), tolerance)
                        : "could not be compared");
    }
}
