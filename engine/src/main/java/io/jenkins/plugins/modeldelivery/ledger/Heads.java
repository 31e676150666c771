package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The last decision of each environment of a model.
 *
 * @param environments by name
 */
public record Heads(SortedMap<String, Link> environments) {
    static final Heads NONE = new Heads(Collections.emptySortedMap());
    private static final int MAX_ENVIRONMENTS = 256;

    /**
     * Points at a decision.
     *
     * @param seq its number in the model's chain, 0 for none
     * @param ordinal which one of its environment it is, 0 for none
     * @param sha256 of the stored object
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Link(long seq, long ordinal, String sha256) {
        static final Link NONE = new Link(0, 0, "");

        boolean isNone() {
            return seq == 0;
        }
    }

    @JsonCreator
    static Heads named(SortedMap<String, Link> environments) throws BadInputException {
        for (String name : environments.keySet()) {
            Names.require("environment", name);
        }
        return new Heads(environments);
    }

    @JsonValue
    @Override
    public SortedMap<String, Link> environments() {
        return environments;
    }

    /** The last decision of an environment, or the link with seq 0. */
    public Link of(String environment) {
        return environments.getOrDefault(environment, Link.NONE);
    }

    /** The heads after a decision. */
    static Heads after(Decision decision) throws RefusedException {
        SortedMap<String, Link> heads = new TreeMap<>(decision.heads().environments());
        heads.put(decision.environment(), new Link(decision.seq(), decision.ordinal(), decision.sha256()));
        if (heads.size() > MAX_ENVIRONMENTS) {
            throw new RefusedException(decision.model() + " has " + MAX_ENVIRONMENTS
                    + " environments in this ledger, more are not kept; use another ledger or model name");
        }
        return new Heads(heads);
    }
}
