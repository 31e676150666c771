package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A named place that versions are promoted to.
 *
 * @param container whose image is set; empty for an InferenceService
 * @param image template of what is set, with {@code {model}}, {@code {version}}, {@code {digest}} and {@code {uri}};
 *     empty for the image (or, for an InferenceService, the artifact's URI) that the ledger has for the version
 * @param requires evidence a version needs to come here
 * @param timing how long a rollout may take and how it is looked at
 * @param minimum what it demands of that evidence, whatever the policy of the repository says
 * @param warnings what is not as it was written, one line each
 */
public record Environment(
        String name,
        WorkloadRef workload,
        String container,
        String image,
        Set<EvidenceKind> requires,
        Timing timing,
        Optional<Minimum> minimum,
        List<String> warnings) {

    /**
     * What is waited for is waited for at most {@link #LONGEST}.
     *
     * @param rollout longest time from the write until all replicas run it, whatever the workload's own deadline says
     * @param settle how long it must stay complete before it counts
     * @param poll between two looks
     * @param patience how long trouble that may pass by itself is watched
     * @param evidenceAge greatest age of evidence, zero for any age
     * @param liveAge greatest age of the sample of live requests that the eval set is compared with
     */
    public record Timing(
            Duration rollout,
            Duration settle,
            Duration poll,
            Duration patience,
            Duration evidenceAge,
            Duration liveAge) {
        /** So that three rollouts and a settling fit into the day for which an operation holds an environment. */
        public static final Duration LONGEST = Duration.ofHours(6);

        private static final Duration WEEK = Duration.ofDays(7);

        public static final Timing DEFAULT = new Timing(
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ZERO);

        /** With a sample of live requests of the last seven days. */
        public Timing(Duration rollout, Duration settle, Duration poll, Duration patience, Duration evidenceAge) {
            this(rollout, settle, poll, patience, evidenceAge, WEEK);
        }

        /**
         * The same with what is too long cut, so that what was stored before there was a limit goes on working.
         *
         * @param cut told of each time that is cut
         */
        Timing bounded(Consumer<String> cut) {
            return new Timing(
                    bounded("rollout", rollout, cut),
                    bounded("settle", settle, cut),
                    bounded("poll", poll, cut),
                    bounded("patience", patience, cut),
                    evidenceAge,
                    liveAge);
        }

        private static Duration bounded(String key, Duration given, Consumer<String> cut) {
            if (given.compareTo(LONGEST) <= 0) {
                return given;
            }
            cut.accept(key + " is " + given.toSeconds() + " s; at most " + LONGEST.toHours()
                    + " h are waited, so it is cut to that");
            return LONGEST;
        }
    }

    /** {@code model-delivery/environment/v1}, whose keys the components are; what is missing has its default. */
    record Document(
            String schema,
            String name,
            Optional<List<String>> models,
            Optional<String> namespace,
            String workload,
            Optional<String> container,
            Optional<String> image,
            List<String> requires,
            Optional<Times> timing,
            Optional<Minimum.Document> minimum) {
        /** As in {@link Timing}, each as {@code 300s}, {@code 5m}, {@code 31d}, ... */
        record Times(
                Optional<String> rollout,
                Optional<String> settle,
                Optional<String> poll,
                Optional<String> patience,
                Optional<String> evidenceAge,
                Optional<String> liveAge) {
            Timing timing(String source) throws BadInputException {
                Timing def = Timing.DEFAULT;
                return new Timing(
                        time(rollout, "rollout", def.rollout(), source),
                        time(settle, "settle", def.settle(), source),
                        time(poll, "poll", def.poll(), source),
                        time(patience, "patience", def.patience(), source),
                        time(evidenceAge, "evidenceAge", def.evidenceAge(), source),
                        time(liveAge, "liveAge", def.liveAge(), source));
            }

            private static Duration time(Optional<String> given, String key, Duration otherwise, String source)
                    throws BadInputException {
                return given.isPresent() ? Amounts.duration(source + ": timing." + key, given.get()) : otherwise;
            }
        }

        Environment environment(String source, Optional<String> model) throws BadInputException {
            EnvironmentModels allowed = models.isPresent() ? EnvironmentModels.of(models.get()) : EnvironmentModels.ALL;
            if (model.isPresent()) {
                allowed.require(name, model.get());
            }
            Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
            for (String kind : requires) {
                kinds.add(EvidenceKind.parse(kind));
            }
            Environment plain = of(
                    name,
                    WorkloadRef.parse(
                            EnvironmentModels.fill("namespace", namespace.orElse("default"), model),
                            EnvironmentModels.fill("workload", workload, model)),
                    EnvironmentModels.fill("container", container.orElse(""), model),
                    image.orElse(""),
                    kinds,
                    timing.isPresent() ? timing.get().timing(source) : Timing.DEFAULT);
            return minimum.isPresent() ? plain.demanding(minimum.get().minimum(source + ": minimum")) : plain;
        }
    }

    /**
     * Reads the document, as YAML or JSON.
     *
     * @param model whose environment it shall be; empty where nobody has said yet
     * @throws BadInputException naming file and key; also for a key that there is not, and for a model that it is not for
     */
    public static Environment read(Path file, Optional<String> model) throws BadInputException {
        return parse(Documents.read(file), file.toString(), model);
    }

    /** Parses the document, for a model that nobody has said yet. */
    public static Environment parse(JsonNode json, String source) throws BadInputException {
        return parse(json, source, Optional.empty());
    }

    /**
     * Parses the document.
     *
     * @param source how to call it in a message
     * @param model whose environment it shall be; empty where nobody has said yet
     */
    public static Environment parse(JsonNode json, String source, Optional<String> model) throws BadInputException {
        Json.requireSchema(json, "environment", source);
        return Json.bind(json, Document.class, source).environment(source, model);
    }

    /** @throws BadInputException when a name is none, or the template cannot give a pinned image */
    public static Environment of(
            String name,
            WorkloadRef workload,
            String container,
            String image,
            Set<EvidenceKind> requires,
            Timing timing)
            throws BadInputException {
        Names.require("environment", name);
        if (workload.kind().runsImages()) {
            if (container.isBlank()) {
                throw new BadInputException(
                        "container: name the container of " + workload + " whose image is promoted");
            }
            if (!image.isEmpty() && !image.contains("@{digest}")) {
                throw new BadInputException(
                        "image: '" + image + "' must end in @{digest}; what a tag points at may change");
            }
        }
        if (timing.rollout().isNegative()
                || timing.rollout().isZero()
                || timing.poll().isNegative()
                || timing.poll().isZero()
                || timing.settle().isNegative()
                || timing.patience().isNegative()
                || timing.evidenceAge().isNegative()
                || timing.liveAge().isNegative()) {
            throw new BadInputException("environment " + name + ": times must be positive");
        }
        List<String> warnings = new ArrayList<>();
        Timing kept = timing.bounded(line -> warnings.add("environment " + name + ": " + line));
        return new Environment(
                name, workload, container, image, Set.copyOf(requires), kept, Optional.empty(), List.copyOf(warnings));
    }

    /** The same with a minimum; the evidence that this is about is required. */
    public Environment demanding(Minimum demanded) {
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        kinds.addAll(requires);
        kinds.addAll(demanded.kinds());
        return with(kinds, Optional.of(demanded));
    }

    /** The same, with other evidence that a version needs. */
    Environment requiring(Set<EvidenceKind> kinds) {
        return with(kinds, minimum);
    }

    private Environment with(Set<EvidenceKind> kinds, Optional<Minimum> demanded) {
        return new Environment(name, workload, container, image, Set.copyOf(kinds), timing, demanded, warnings);
    }

    /** What limits its evidence, in one line. */
    public String limits() {
        return minimum.isPresent() ? "an environment's minimum besides those of the repository" : Minimum.NONE;
    }

    /**
     * What the workload is given for a version.
     *
     * @throws BadInputException when the version has nothing to run here
     */
    public String render(ModelVersion version) throws BadInputException {
        String uri = version.artifact().map(a -> a.uri()).orElse("");
        if (!workload.kind().runsImages()) {
            String rendered = image.isEmpty() ? uri : fill(image, version, version.digest(), uri);
            if (rendered.isEmpty()) {
                throw new BadInputException(
                        "Version " + version.version() + " of " + version.model() + " has no artifact URI for "
                                + workload + "; register it with uri, from where that loads its model");
            }
            return rendered;
        }
        Optional<String> digest = version.image().flatMap(ImageReference::digest);
        if (digest.isEmpty()) {
            throw new BadInputException("Version " + version.version() + " of " + version.model()
                    + " has no image digest in the ledger; register its image with @sha256:");
        }
        String text = image.isEmpty()
                ? version.image().flatMap(ImageReference::pinned).orElseThrow()
                : fill(image, version, digest.get(), uri);
        return ImageReference.parse(text).toString();
    }

    private static String fill(String template, ModelVersion version, String digest, String uri) {
        return template.replace("{model}", version.model())
                .replace("{version}", version.version())
                .replace("{digest}", digest)
                .replace("{uri}", uri);
    }
}
