package io.jenkins.plugins.modeldelivery.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What comes back from an agent: data, or a failure as kind and message. Its causes stay where their classes are. */
final class AgentAnswer implements Serializable {
    private static final long serialVersionUID = 1;

    private WorkloadSnapshot snapshot;
    private final ArrayList<String[]> missing = new ArrayList<>();
    private String kind;
    private String message;

    static AgentAnswer of(WorkloadSnapshot snapshot) {
        AgentAnswer answer = new AgentAnswer();
        answer.snapshot = snapshot;
        return answer;
    }

    static AgentAnswer of(List<AccessReview.Right> missing) {
        AgentAnswer answer = new AgentAnswer();
        missing.forEach(right ->
                answer.missing.add(new String[] {right.verb(), right.group(), right.resource(), right.name()}));
        return answer;
    }

    static AgentAnswer of(DeliveryException failure) {
        AgentAnswer answer = new AgentAnswer();
        answer.kind = failure.getClass().getSimpleName();
        answer.message = failure.getMessage();
        return answer;
    }

    /** @throws DeliveryException the failure as it happened there */
    AgentAnswer checked() throws DeliveryException {
        if (kind == null) {
            return this;
        }
        throw switch (kind) {
            case "BadInputException" -> new BadInputException(message);
            case "LostRaceException" -> new LostRaceException(message);
            case "RefusedException" -> new RefusedException(message);
            default -> new UnreachableException(message);
        };
    }

    @CheckForNull
    WorkloadSnapshot snapshot() {
        return snapshot;
    }

    List<AccessReview.Right> missing() {
        List<AccessReview.Right> rights = new ArrayList<>();
        missing.forEach(r -> rights.add(new AccessReview.Right(r[0], r[1], r[2], r[3])));
        return rights;
    }
}
