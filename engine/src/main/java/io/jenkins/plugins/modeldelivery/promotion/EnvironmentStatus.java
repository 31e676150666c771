package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Place;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.Quarantine;
import io.jenkins.plugins.modeldelivery.recording.ServedVersions;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What runs in an environment, what the ledger says should, and whether the two agree: PASS when they do, FAIL on divergence,
 * INCONCLUSIVE while something is under way or nothing was ever promoted.
 *
 * @param live what the workload runs, as far as it can be told
 * @param told what the ledger says
 * @param place what the environment's name means by the ledger; empty while it does not say
 * @param leases who has shifted routes in the workload's namespace, one line each
 * @param last the last decisions, newest first
 */
public record EnvironmentStatus(
        Environment environment,
        String model,
        WorkloadSnapshot workload,
        Optional<Target> live,
        Optional<Target> told,
        Optional<Place> place,
        List<String> leases,
        List<Decision> last,
        Verdict verdict,
        List<String> reasons)
        implements Report {
    private static final int SHOWN = 10;

    /** {@code model-delivery/environment-status/v1}, whose keys the components are. */
    record Document(
            String schema,
            Verdict verdict,
            List<String> reasons,
            String environment,
            String model,
            String image,
            String limits,
            Optional<Target> live,
            Optional<Target> ledger,
            Optional<Place> place,
            List<String> leases,
            Replicas replicas,
            List<JsonNode> decisions) {
        record Replicas(int desired, int updated, int available) {}
    }

    /** Looks at cluster and ledger, changing neither. */
    public static EnvironmentStatus look(
            Environment environment, String model, WorkloadAccess access, Ledger ledger, Clock clock)
            throws DeliveryException, InterruptedException {
        EnvironmentDecisions decisions = new EnvironmentDecisions(ledger, clock);
        List<Decision> all = decisions.read(model, environment.name());
        WorkloadSnapshot seen = access.read();
        Optional<Target> live = new LiveVersion(environment, ledger).of(seen, all);
        Optional<Target> told = ServedVersions.now(all);
        List<String> reasons = new ArrayList<>();
        Verdict verdict = Verdict.PASS;
        for (Decision open : EnvironmentDecisions.open(all)) {
            verdict = Verdict.INCONCLUSIVE;
            reasons.add(EnvironmentDecisions.held(open).getMessage());
        }
        if (told.isEmpty()) {
            verdict = Verdict.INCONCLUSIVE;
            reasons.add("nothing was ever promoted to " + environment.name());
        } else if (verdict == Verdict.PASS && !live.map(Target::digest).equals(told.map(Target::digest))) {
            verdict = Verdict.FAIL;
            reasons.add("divergence: the workload runs " + seen.image() + ", the ledger says "
                    + told.get().version() + " (" + told.get().digest() + ")");
        }
        Optional<String> elsewhere = new PlaceCheck(environment, access, decisions).problem(model, all, seen);
        if (elsewhere.isPresent()) {
            verdict = Verdict.FAIL;
            reasons.add(0, elsewhere.get());
        }
        Optional<RefusedException> others = WorkloadModel.annotated(model, seen);
        if (others.isPresent()) {
            verdict = Verdict.FAIL;
            reasons.add(0, others.get().getMessage());
        }
        for (Quarantine left : Quarantine.of(all).values()) {
            reasons.add("in quarantine: " + left.describe());
        }
        List<Decision> newest = new ArrayList<>(all.subList(Math.max(0, all.size() - SHOWN), all.size()));
        Collections.reverse(newest);
        List<String> leases = leases(environment, access, ledger);
        Optional<Place> place = decisions.placed(model, environment.name(), all).flatMap(Decision::place);
        return new EnvironmentStatus(
                environment, model, seen, live, told, place, leases, newest, verdict, List.copyOf(reasons));
    }

    private static List<String> leases(Environment environment, WorkloadAccess access, Ledger ledger)
            throws DeliveryException, InterruptedException {
        ClusterConnection cluster = ClusterConnection.to(access.server());
        List<String> lines = new ArrayList<>();
        for (String name : new LinkedHashSet<>(List.of(cluster.name(), cluster.formerName()))) {
            for (Lease lease : ledger.leases().open(name, environment.workload().namespace())) {
                lines.add(lease.target() + " is leased by " + lease.holder() + " until " + lease.end() + " (lease "
                        + lease.id() + ", " + lease.state() + "); 'traffic restore --lease " + lease.id()
                        + "' puts it back");
            }
        }
        return List.copyOf(lines);
    }

    @Override
    public ObjectNode toJson() {
        var counts = workload.counts();
        return Json.tree(new Document(
                Json.schema("environment-status"),
                verdict,
                reasons,
                environment.name(),
                model,
                workload.image(),
                environment.limits(),
                live,
                told,
                place,
                leases,
                new Document.Replicas(counts.desired(), counts.updated(), counts.available()),
                last.stream().<JsonNode>map(Decision::toJson).toList()));
    }

    @Override
    public Layout layout() {
        var counts = workload.counts();
        String headline = verdict + " " + model + " in " + environment.name() + ": "
                + live.map(Target::version).orElse("unknown") + ", " + counts.available() + " of " + counts.desired()
                + " replicas available";
        Section runs = Section.figures("Workload")
                .figure("image", workload.image())
                .figure("place", place.map(Place::describe))
                .figure("limits", environment.limits())
                .end();
        return new Layout(headline, reasons, List.of(runs, table()), leases);
    }

    private Section table() {
        Section.Builder table = Section.table("Last decisions", "decision", "time", "kind", "version", "by", "reason");
        for (Decision d : last) {
            table.row(
                    Long.toString(d.seq()),
                    d.time().toString(),
                    d.kind().name(),
                    d.to().version(),
                    d.draft().user(),
                    d.explanation());
        }
        return table.end();
    }
}
