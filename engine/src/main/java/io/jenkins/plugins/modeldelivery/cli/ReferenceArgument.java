package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What data are compared with, as an argument says it: {@code previous}, {@code live}, {@code ledger:VERSION},
 * {@code ledger:SHA256}, or a file.
 *
 * @param model whose fingerprints are meant, where anybody said so
 * @param environment where the version serves whose eval set is {@code previous}
 * @param embeddingModel of the data that are compared; empty where it is not named
 */
record ReferenceArgument(
        LedgerOptions ledgerOptions, Optional<String> model, String environment, String embeddingModel) {
    Reference find(String argument) throws DeliveryException, InterruptedException {
        Optional<String> name = Reference.inLedger(argument);
        if (name.isEmpty()) {
            return new Reference.File(Path.of(argument));
        }
        if (!ledgerOptions.isGiven() || model.isEmpty()) {
            throw new BadInputException(
                    "'" + argument + "' is looked up in a ledger; give --ledger and --model, or name a file");
        }
        try (Ledger ledger = ledgerOptions.open()) {
            return new References(ledger, model.get(), Optional.of(embeddingModel)).named(name.get(), environment);
        }
    }
}
