package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;

/**
 * What a walk over all of a ledger found.
 *
 * @param ledger what was walked
 * @param models how many
 * @param versions how many, over all models
 * @param evidence how many
 * @param decisions how many, up to the first broken link of each chain
 * @param leases states of leases, up to the first broken one of each object
 * @param problems one line each; of each chain the first broken or missing link
 * @param notes one line each: what is whole as far as can be seen, but that less vouches for than usual
 */
@JsonPropertyOrder({"verdict", "reasons", "notes"})
public record LedgerVerification(
        String ledger,
        long models,
        long versions,
        long evidence,
        long decisions,
        long leases,
        @JsonIgnore List<String> problems,
        List<String> notes)
        implements Report {
    /** Walks a ledger: every object is read. */
    public static LedgerVerification of(Ledger ledger) throws DeliveryException, InterruptedException {
        return new Verifier(ledger).run();
    }

    /** PASS without problems, INCONCLUSIVE for an empty ledger. */
    @JsonProperty
    @Override
    public Verdict verdict() {
        if (!problems.isEmpty()) {
            return Verdict.FAIL;
        }
        return models == 0 && leases == 0 ? Verdict.INCONCLUSIVE : Verdict.PASS;
    }

    @JsonProperty
    @Override
    public List<String> reasons() {
        return verdict() == Verdict.INCONCLUSIVE ? List.of("there is nothing in this ledger") : problems;
    }

    @Override
    public ObjectNode toJson() {
        return Json.document("ledger-verification", this);
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder(verdict() + "  " + ledger + "\n");
        reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        notes.forEach(note -> text.append("  note: ").append(note).append('\n'));
        return text.append("  ")
                .append(models + " models, " + versions + " versions, " + evidence + " evidence, " + decisions
                        + " decisions, " + leases + " lease states read")
                .append('\n')
                .toString();
    }

    @Override
    public String toMarkdown() {
        return "```\n" + toText() + "```\n";
    }
}
