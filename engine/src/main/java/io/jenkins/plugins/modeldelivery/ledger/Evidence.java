package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An immutable report of a gate about one version, with the raw counts that its verdict can be recomputed from.
 *
 * @param id {@code <time>-<start of the SHA-256 of the rest>}: sorts by time, tells a changed content, and the same
 *     evidence recorded twice has the same id
 * @param model a name
 * @param version a name
 * @param digest of the version that was judged, so that a re-tagged version cannot borrow it
 * @param verdict the report's
 * @param judge version of the judge that spoke; empty where none that computes did, and in evidence of before it was named
 * @param versionSha256 of the version's object in the ledger as it was registered then; empty in evidence of before it was named
 * @param evalSet SHA-256 of the eval set, if the report is about one
 * @param upstream the models it depends on, as they were when it was evaluated; empty where it declares none
 * @param provenance where it came from, as whoever recorded it knows; empty in evidence of before that was kept
 * @param time when it was judged, whole seconds
 * @param buildUrl of the build that judged it
 * @param report the whole document, for example {@code model-delivery/gate-report/v1}
 * @param more what a later release writes
 */
public record Evidence(
        String id,
        String model,
        String version,
        String digest,
        Verdict verdict,
        OptionalInt judge,
        Optional<String> versionSha256,
        Optional<String> evalSet,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Upstream> upstream,
        Optional<Provenance> provenance,
        Instant time,
        Optional<String> buildUrl,
        ObjectNode report,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public Evidence {
        upstream = List.copyOf(upstream);
        if (judge.orElse(1) < 1) {
            throw new IllegalArgumentException("judge is not a number from 1");
        }
    }

    /** How far the clocks of those who judge and those who decide may be apart. */
    public static final Duration CLOCKS = Duration.ofMinutes(5);

    static final String DOCUMENT = "evidence";
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int ID_HASH = 16;

    /**
     * Makes evidence of a report; verdict and eval set are taken from it ({@code verdict}, {@code evalSet.sha256}, or for a
     * drift report {@code current.sha256}).
     *
     * @throws BadInputException when a name or digest is none, or the report has no schema or no verdict
     */
    public static Evidence of(
            String model, String version, String digest, Instant time, Optional<String> buildUrl, ObjectNode report)
            throws BadInputException {
        Names.require("model", model);
        Names.require("version", version);
        Digest.parse(digest);
        Judged judged = Json.bind(report, Judged.class, "the report");
        if (!judged.schema.matches("model-delivery/[a-z-]{1,40}/v[0-9]{1,3}")) {
            throw new BadInputException("The report has no schema of the form model-delivery/<name>/v1");
        }
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        ObjectNode stored = Stored.normal(report, "the report");
        return new Evidence(
                        "",
                        model,
                        version,
                        digest,
                        judged.verdict,
                        OptionalInt.empty(),
                        Optional.empty(),
                        evalSet(stored),
                        List.of(),
                        Optional.empty(),
                        second,
                        buildUrl,
                        stored,
                        Map.of())
                .renamed();
    }

    /** What every report says. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Judged(String schema, Verdict verdict) {}

    /** The same with other words of whoever recorded it; under the id that they make. */
    private Evidence recorded(
            OptionalInt newJudge,
            Optional<String> newVersionSha256,
            List<Upstream> newUpstream,
            Optional<Provenance> newProvenance) {
        Evidence unnamed = new Evidence(
                id,
                model,
                version,
                digest,
                verdict,
                newJudge,
                newVersionSha256,
                evalSet,
                newUpstream,
                newProvenance,
                time,
                buildUrl,
                report,
                more);
        return unnamed.named(contentId(time, unnamed.toJson()));
    }

    private Evidence named(String newId) {
        return new Evidence(
                newId,
                model,
                version,
                digest,
                verdict,
                judge,
                versionSha256,
                evalSet,
                upstream,
                provenance,
                time,
                buildUrl,
                report,
                more);
    }

    private Evidence renamed() {
        return recorded(judge, versionSha256, upstream, provenance);
    }

    /** The same evidence, about a version that is registered as such an object; under another id. */
    public Evidence about(String sha256) {
        return recorded(judge, Optional.of(sha256), upstream, provenance);
    }

    /** The same evidence, which names its judge; under another id. */
    public Evidence judgedBy(int judgeVersion) {
        return recorded(OptionalInt.of(judgeVersion), versionSha256, upstream, provenance);
    }

    /** The same evidence, of an evaluation against these upstream models; under another id. */
    public Evidence against(List<Upstream> models) {
        return recorded(judge, versionSha256, models, provenance);
    }

    /** The same evidence, which tells where it came from; under another id. */
    public Evidence from(Provenance origin) {
        return recorded(judge, versionSha256, upstream, Optional.of(origin));
    }

    /** What it was evaluated against at the place of a dependency; empty when it does not tell, or nothing served there. */
    public Optional<Target> evaluatedAgainst(Dependency dependency) {
        return upstream.stream().filter(u -> u.isOf(dependency)).findFirst().flatMap(Upstream::target);
    }

    private static Optional<String> evalSet(JsonNode report) {
        JsonNode own = report.path("evalSet").path("sha256");
        JsonNode hash = own.isTextual() ? own : report.path("current").path("sha256");
        return Optional.ofNullable(hash.textValue());
    }

    /** Made of the document, so that fields which only a later release knows count as well. */
    private static String contentId(Instant time, ObjectNode document) {
        ObjectNode unnamed = Json.object();
        unnamed.setAll(document);
        unnamed.remove("id");
        return ID_TIME.format(time) + "-" + Sha256.of(Stored.bytes(unnamed)).substring(0, ID_HASH);
    }

    /** What a shift test found: this report's own verdict, or that of the test which a gate embedded. */
    Optional<Verdict> drift() {
        String found = kind().equals("drift-report")
                ? verdict.name()
                : report.path("drift").path("verdict").textValue();
        return Arrays.stream(Verdict.values())
                .filter(v -> v.name().equals(found))
                .findFirst();
    }

    /** Which gate spoke: the name in the report's schema, for example {@code gate-report}. */
    public String kind() {
        return report.path("schema").asText().split("/")[1];
    }

    /** The policy in its report, missing where none is. */
    public JsonNode policy() {
        return report.path("policy");
    }

    /** Whether that policy says on which models this one depends. */
    public boolean saysDependencies() {
        return policy().has("dependsOn");
    }

    /**
     * Whether it is a success that was dated by a clock ahead: it would stay the newest, whatever is found in the meantime, so
     * it counts nowhere before its time. A failure counts whenever it is dated.
     */
    public boolean isSuccessAhead(Instant now) {
        return verdict == Verdict.PASS && time.isAfter(now.plus(CLOCKS));
    }

    /** The document {@code model-delivery/evidence/v1}. */
    public ObjectNode toJson() {
        return Json.document(DOCUMENT, this);
    }

    /** @throws RefusedException when it is not what was recorded under its id */
    static Evidence parse(byte[] content, String source) throws BadInputException, RefusedException {
        ObjectNode stored = Stored.parse(content, DOCUMENT, source);
        Evidence evidence = Stored.bind(stored, Evidence.class, source);
        Names.require("model", evidence.model);
        Names.require("version", evidence.version);
        Digest.parse(evidence.digest);
        if (!evidence.id.equals(contentId(evidence.time, stored))) {
            throw new RefusedException(source + " was changed: its content does not fit its id");
        }
        return evidence;
    }
}
