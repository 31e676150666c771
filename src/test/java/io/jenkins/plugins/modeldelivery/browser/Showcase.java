package io.jenkins.plugins.modeldelivery.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import jenkins.model.Jenkins;

/** A model with a year of history in the ledger, between one that feeds it and one that it feeds. */
final class Showcase {
    static final int VERSIONS = 12;

    /** A name that would become markup if somebody forgot to escape it. */
    static final String PAYLOAD = "\"'><img src=x onerror=alert(1)>{{7*7}}";

    static final Instant NOW = Instant.now();

    private Showcase() {}

    static String version(int number) {
        return "1." + number + ".0";
    }

    /** Evidence and promotions, one version a month; the last but two was rolled back, one failed. */
    static void ledger() throws Exception {
        Random random = new Random(7);
        for (int i = 1; i <= VERSIONS; i++) {
            Instant time = NOW.minus(Duration.ofDays(30L * (VERSIONS - i) + 2));
            String version = version(i);
            try (Ledger ledger = at(time)) {
                Site.register(ledger, Site.MODEL, version, Site.image(version));
                double accuracy = 0.905 + 0.03 * i / VERSIONS + random.nextGaussian() * 0.006;
                String id = Site.record(
                                ledger,
                                Site.MODEL,
                                version,
                                ShowcaseReports.gate(
                                        version,
                                        accuracy,
                                        i == 7 ? "FAIL" : i == 4 ? "INCONCLUSIVE" : "PASS",
                                        time,
                                        random),
                                time,
                                Optional.of("https://jenkins.example.com/job/intent/" + i + "/"),
                                Evaluated.AGAINST_WHAT_SERVES)
                        .id();
                decisions(ledger, i, id);
            }
        }
        around();
    }

    private static void decisions(Ledger ledger, int i, String evidence) throws Exception {
        String version = version(i);
        if (i == 7 || i == 4) {
            return;
        }
        promote(ledger, "staging", version, evidence, Decision.Kind.PROMOTED);
        if (i == 9) {
            promote(ledger, "production", version, evidence, Decision.Kind.FAILED);
            return;
        }
        promote(ledger, "production", version, evidence, Decision.Kind.PROMOTED);
        if (i == 10) {
            DecisionDraft back = DecisionDraft.of(
                            Site.MODEL,
                            "production",
                            Decision.Kind.ROLLED_BACK,
                            Target.of(version(8), Site.digest(version(8))),
                            "grace",
                            "wrong answers to refunds since 02:10")
                    .withFrom(Target.of(version, Site.digest(version)));
            ledger.decisions().append(back);
        }
    }

    private static void promote(Ledger ledger, String environment, String version, String evidence, Decision.Kind end)
            throws Exception {
        DecisionDetails details =
                DecisionDetails.of(DecisionDetails.Action.PROMOTE).withImage(Site.image(version));
        DecisionDraft draft = DecisionDraft.of(
                        Site.MODEL,
                        environment,
                        Decision.Kind.DECIDED,
                        Target.of(version, Site.digest(version)),
                        "ada",
                        end == Decision.Kind.FAILED ? "" : "monthly retraining")
                .withEvidence(ledger.evidence().bundle(Site.MODEL, version, List.of(evidence)))
                .withDetails(details)
                .withBuildUrl("https://jenkins.example.com/job/intent/" + version.split("\\.")[1] + "/");
        ledger.decisions().append(draft);
        ledger.decisions()
                .append(end == Decision.Kind.FAILED ? draft.as(end).withReason("CrashLoopBackOff") : draft.as(end));
    }

    private static Ledger at(Instant time) throws Exception {
        return Ledger.on(
                DirectoryStore.open(Jenkins.get().getRootDir().toPath().resolve("model-delivery")),
                Clock.fixed(time, ZoneOffset.UTC),
                duration -> {},
                1);
    }

    /** What it depends on has moved on since, and what depends on it was judged against what serves. */
    private static void around() throws Exception {
        Random random = new Random(5);
        try (Ledger ledger = at(NOW)) {
            serve(ledger, "embedder", "2.0", List.of());
            String last = version(VERSIONS);
            Site.record(
                    ledger,
                    Site.MODEL,
                    last,
                    depending(ShowcaseReports.gate(last, 0.9387, "PASS", NOW, random), Site.MODEL, "embedder"),
                    NOW,
                    Optional.empty(),
                    Evaluated.AGAINST_WHAT_SERVES);
            serve(ledger, "embedder", "2.1", List.of());
            Site.register(ledger, "ticket-router", "3.4", Site.image("ticket-router" + "3.4"));
            String id = Site.record(
                            ledger,
                            "ticket-router",
                            "3.4",
                            depending(
                                    ShowcaseReports.gate("3.4", 0.91, "PASS", NOW, random),
                                    "ticket-router",
                                    Site.MODEL),
                            NOW,
                            Optional.empty(),
                            Evaluated.AGAINST_WHAT_SERVES)
                    .id();
            serve(ledger, "ticket-router", "3.4", List.of(id));
        }
    }

    private static ObjectNode depending(ObjectNode report, String model, String upstream) {
        report.withObject("/policy").putArray("dependsOn").add(upstream);
        return report.put("model", model);
    }

    private static void serve(Ledger ledger, String model, String version, List<String> evidence) throws Exception {
        Site.register(ledger, model, version, Site.image(model + version));
        ledger.decisions()
                .append(DecisionDraft.of(
                                model,
                                "production",
                                Decision.Kind.PROMOTED,
                                Target.of(version, Site.digest(model + version)),
                                "grace",
                                "")
                        .withEvidence(ledger.evidence().bundle(model, version, evidence)));
    }
}
