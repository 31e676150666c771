package io.jenkins.plugins.modeldelivery.promotion;

import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which version a workload really runs: by its image, not by what its annotations claim. */
final class LiveVersion {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}$");

    private final Environment environment;
    private final Ledger ledger;

    LiveVersion(Environment environment, Ledger ledger) {
        this.environment = environment;
        this.ledger = ledger;
    }

    /** Empty when not even a digest can be told: a tag whose pods do not agree, or a storage URI we did not write. */
    Optional<Target> of(WorkloadSnapshot s, List<Decision> all) throws DeliveryException, InterruptedException {
        if (!environment.workload().kind().runsImages()) {
            return byUri(s, all);
        }
        Optional<String> digest = digest(s.image());
        if (digest.isEmpty()) {
            Set<Optional<String>> told =
                    s.newPods().stream().map(pod -> digest(pod.imageId())).collect(Collectors.toSet());
            digest = told.size() == 1 ? told.iterator().next() : Optional.empty();
        }
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        String version = ServedVersion.UNKNOWN;
        for (Decision d : all) {
            version = d.to().digest().equals(digest.get()) ? d.to().version() : version;
        }
        return Optional.of(Target.of(version, digest.get()));
    }

    private Optional<Target> byUri(WorkloadSnapshot s, List<Decision> all)
            throws DeliveryException, InterruptedException {
        String claimed = s.annotation(Annotations.VERSION);
        String model = all.isEmpty() ? "" : all.get(0).model();
        if (!Names.isName(claimed) || model.isEmpty()) {
            return Optional.empty();
        }
        Optional<ModelVersion> version = ledger.versions().get(model, claimed);
        return version.isPresent() && environment.render(version.get()).equals(s.image())
                ? Optional.of(version.get().target())
                : Optional.empty();
    }

    private static Optional<String> digest(String text) {
        Matcher matcher = DIGEST.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }
}
