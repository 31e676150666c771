package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fingerprint record}: a sample of live requests becomes the reference {@code live}, or an eval set is kept. */
@Command(
        name = "record",
        description = "Keeps a fingerprint in the ledger: of live requests (reference 'live'), or of an eval set.",
        footerHeading = "%nExample:%n",
        footer = {
            "  model-delivery fingerprint record requests.jsonl.gz --kind live --embedding-model e5-base \\",
            "      --model intent --ledger s3://models/ledger"
        })
final class FingerprintRecordCommand implements Callable<Integer> {
    enum Kind {
        LIVE,
        EVAL
    }

    @Parameters(paramLabel = "FILE", description = "Vectors (JSON lines, CSV, .npy or .npz), or a fingerprint")
    private Path file;

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "live or eval")
    private Kind kind;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "The model")
    private String model;

    @Option(names = "--version", paramLabel = "VERSION", description = "The version that answered the live requests")
    private String version = "";

    @Option(names = "--embedding-model", paramLabel = "ID", description = "Which model made the vectors")
    private String embeddingModel = "";

    @Option(names = "--field", paramLabel = "NAME", description = "Array field of JSON lines (default embedding)")
    private String field = ReadOptions.defaults().field();

    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        try (Ledger ledger = ledgerOptions.openOrMake()) {
            References references = new References(ledger, model);
            Fingerprint made = fingerprint(references);
            if (kind == Kind.LIVE) {
                references.keepLive(made, version, Instant.now());
            } else {
                references.keep(made);
            }
            report.print("fingerprint " + made.sha256() + " of " + made.rows() + " rows kept for " + model + " in "
                    + ledger.describe());
        }
        return ExitCode.PASS;
    }

    /** At the sigma of the live sample before, so that the trend stays on one scale while the embedding model stays. */
    private Fingerprint fingerprint(References references) throws DeliveryException, InterruptedException {
        try (VectorFile opened = VectorFile.open(file)) {
            Optional<Fingerprint> given = Fingerprint.read(opened, file);
            if (given.isPresent()) {
                return Fingerprinting.requireBandwidth(given.get(), file);
            }
            OptionalDouble sigma = OptionalDouble.empty();
            if (kind == Kind.LIVE
                    && references.named(Reference.LIVE, "") instanceof Reference.Kept before
                    && before.fingerprint().identity().embeddingModel().equals(embeddingModel)) {
                sigma = before.fingerprint().bandwidth();
            }
            ReadOptions reading =
                    new ReadOptions(field, Optional.empty(), Optional.empty(), false, Integer.MAX_VALUE, 0);
            return Fingerprinting.requireBandwidth(
                    Fingerprinting.create(
                            opened, file, reading, embeddingModel, sigma, Terminal.progress(report.quiet)),
                    file);
        }
    }
}
