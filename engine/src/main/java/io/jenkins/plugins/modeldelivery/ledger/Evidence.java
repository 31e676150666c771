package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.ArrayList;
import java.util.List;
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
 * @param evalSet SHA-256 of the eval set, if the report is about one
 * @param upstream the models it depends on, as they were when it was evaluated; empty where it declares none
 * @param time when it was judged, whole seconds
 * @param buildUrl of the build that judged it
 * @param report the whole document, for example {@code model-delivery/gate-report/v1}
 */
public record Evidence(
        String id,
        String model,
        String version,
        String digest,
        Verdict verdict,
        OptionalInt judge,
        Optional<String> evalSet,
        List<Upstream> upstream,
        Instant time,
        Optional<String> buildUrl,
        ObjectNode report) {
    public Evidence {
        upstream = List.copyOf(upstream);
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
        Fields fields = new Fields(report, "the report");
        if (!fields.text("schema").matches("model-delivery/[a-z-]{1,40}/v[0-9]{1,3}")) {
            throw new BadInputException("The report has no schema of the form model-delivery/<name>/v1");
        }
        Verdict verdict = fields.constant("verdict", Verdict.class);
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        ObjectNode stored = Fields.normal(report, "the report");
        return new Evidence(
                        "",
                        model,
                        version,
                        digest,
                        verdict,
                        OptionalInt.empty(),
                        evalSet(stored),
                        List.of(),
                        second,
                        buildUrl,
                        stored)
                .renamed();
    }

    private Evidence named(String name) {
        return new Evidence(name, model, version, digest, verdict, judge, evalSet, upstream, time, buildUrl, report);
    }

    private Evidence renamed() {
        return named(contentId());
    }

    /** The same evidence, which names its judge; under another id. */
    public Evidence judgedBy(int judgeVersion) {
        OptionalInt named = OptionalInt.of(judgeVersion);
        return new Evidence(id, model, version, digest, verdict, named, evalSet, upstream, time, buildUrl, report)
                .renamed();
    }

    /** The same evidence, of an evaluation against these upstream models; under another id. */
    public Evidence against(List<Upstream> models) {
        return new Evidence(id, model, version, digest, verdict, judge, evalSet, models, time, buildUrl, report)
                .renamed();
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

    private String contentId() {
        ObjectNode json = named("").toJson();
        json.remove("id");
        return ID_TIME.format(time) + "-" + Sha256.of(Fields.bytes(json)).substring(0, ID_HASH);
    }

    /** Which gate spoke: the name in the report's schema, for example {@code gate-report}. */
    public String kind() {
        return report.path("schema").asText().split("/")[1];
    }

    /**
     * Whether it is a success that was dated by a clock ahead: it would stay the newest, whatever is found in the meantime, so
     * it counts nowhere before its time. A failure counts whenever it is dated.
     */
    public boolean isSuccessAhead(Instant now) {
        return verdict == Verdict.PASS && time.isAfter(now.plus(CLOCKS));
    }

    /** Whether the id fits the content. */
    boolean isGenuine() {
        return id.equals(contentId());
    }

    /** The document {@code model-delivery/evidence/v1}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.document(DOCUMENT)
                .put("id", id)
                .put("model", model)
                .put("version", version)
                .put("digest", digest)
                .put("verdict", verdict.name());
        judge.ifPresent(number -> json.put("judge", number));
        evalSet.ifPresent(hash -> json.put("evalSet", hash));
        if (!upstream.isEmpty()) {
            ArrayNode list = json.putArray("upstream");
            upstream.forEach(u -> list.add(u.toJson()));
        }
        json.put("time", time.toString());
        buildUrl.ifPresent(url -> json.put("buildUrl", url));
        json.set("report", report.deepCopy());
        return json;
    }

    /** @throws RefusedException when it is not what was recorded under its id */
    static Evidence parse(byte[] content, String source) throws BadInputException, RefusedException {
        Fields fields = Fields.parse(content, DOCUMENT, source);
        ObjectNode report = fields.nested("report").node();
        List<Upstream> upstream = new ArrayList<>();
        for (JsonNode entry : fields.node().path("upstream")) {
            if (!(entry instanceof ObjectNode object)) {
                throw new BadInputException("'upstream' of " + source + " is not a list of objects");
            }
            upstream.add(Upstream.from(new Fields(object, source)));
        }
        Evidence evidence = new Evidence(
                fields.text("id"),
                Names.require("model", fields.text("model")),
                Names.require("version", fields.text("version")),
                Digest.parse(fields.text("digest")).toString(),
                fields.constant("verdict", Verdict.class),
                fields.has("judge") ? OptionalInt.of(fields.ordinal("judge")) : OptionalInt.empty(),
                fields.optional("evalSet"),
                upstream,
                fields.time("time"),
                fields.optional("buildUrl"),
                report);
        if (!evidence.isGenuine()) {
            throw new RefusedException(source + " was changed: its content does not fit its id");
        }
        return evidence;
    }
}
