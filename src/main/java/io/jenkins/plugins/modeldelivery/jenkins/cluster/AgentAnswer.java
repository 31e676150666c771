package io.jenkins.plugins.modeldelivery.jenkins.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.Serializable;

/**
 * What comes back from an agent: data, or a failure as kind and message. The failure's causes stay where their classes are.
 *
 * @param <V> the data; null is data too
 */
public final class AgentAnswer<V extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String BY_SERVICE = "refused by a service";

    /** What may fail where the agent is. */
    public interface Question<V> {
        @CheckForNull
        V ask() throws DeliveryException, InterruptedException;
    }

    private final V value;
    private final String kind;
    private final String message;

    private AgentAnswer(@CheckForNull V value, @CheckForNull String kind, @CheckForNull String message) {
        this.value = value;
        this.kind = kind;
        this.message = message;
    }

    /** Asks, here and now, and keeps what comes of it. */
    @NonNull
    public static <V extends Serializable> AgentAnswer<V> to(@NonNull Question<V> question)
            throws InterruptedException {
        try {
            return new AgentAnswer<>(question.ask(), null, null);
        } catch (DeliveryException e) {
            boolean byService = e instanceof RefusedException refusal && refusal.isByService();
            return new AgentAnswer<>(null, byService ? BY_SERVICE : e.getClass().getSimpleName(), e.getMessage());
        }
    }

    /** @throws DeliveryException the failure as it happened there */
    @CheckForNull
    V checked() throws DeliveryException {
        if (kind == null) {
            return value;
        }
        throw switch (kind) {
            case "BadInputException" -> new BadInputException(message);
            case "LostRaceException" -> new LostRaceException(message);
            case "RefusedException" -> new RefusedException(message);
            case BY_SERVICE -> RefusedException.byService(message, null);
            default -> new UnreachableException(message);
        };
    }
}
