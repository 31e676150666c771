package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import java.util.List;
import java.util.Optional;

/** Finds evidence by its id alone, or faster where model or version are known. */
final class EvidenceSearch {
    private EvidenceSearch() {}

    /**
     * @param model or null for all
     * @param version or null for all
     */
    static Evidence find(Ledger ledger, String id, String model, String version)
            throws DeliveryException, InterruptedException {
        List<String> models = model == null ? ledger.models() : List.of(Names.require("model", model));
        for (String m : models) {
            List<String> versions = version == null
                    ? ObjectKeys.children(ledger.store(), "models/" + m + "/evidence/")
                    : List.of(Names.require("version", version));
            for (String v : versions) {
                Optional<Evidence> found = ledger.evidence().get(m, v, id);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new BadInputException(
                "There is no evidence '" + Names.require("evidence", id) + "' in " + ledger.describe());
    }
}
