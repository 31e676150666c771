package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fingerprint}: keep a data set's shape in about 3 MB, merge shards, compare months. */
@Command(
        name = "fingerprint",
        mixinStandardHelpOptions = true,
        description = "Keeps what a shift test needs of a data set, without its rows' text; merges and compares.",
        subcommands = {
            FingerprintCommand.Create.class,
            FingerprintCommand.Merge.class,
            FingerprintCommand.Compare.class,
            FingerprintCommand.RecordCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery fingerprint create october.jsonl.gz --embedding-model e5-base --output october.fp.json",
            "  model-delivery fingerprint create november.jsonl --like october.fp.json --output november.fp.json",
            "  model-delivery fingerprint merge shard-*.fp.json --output whole.fp.json",
            "  model-delivery fingerprint compare --reference october.fp.json --current november.fp.json",
            "  model-delivery fingerprint compare --reference ledger:1.3 --current ledger:1.4 --model intent --ledger DIR"
        })
final class FingerprintCommand implements Runnable {
    private static final String KINDS = "FINGERPRINT|previous|live|ledger:VERSION";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say create, merge, compare or record; see --help");
    }

    private static ReadOptions reading(List<String> fields, String text, long seed) {
        return ReadOptions.whole(DriftParameters.fields(fields, text), Optional.ofNullable(text), seed);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes the fingerprint of a file")
    static final class Create implements Callable<Integer> {
        @Parameters(
                paramLabel = "FILE",
                description = "Vectors: JSON lines, CSV, .npy, .npz (may be a pipe) or Parquet")
        Path file;

        @Option(names = "--embedding-model", paramLabel = "ID", description = "Which model made the vectors")
        String embeddingModel;

        @Option(names = "--like", paramLabel = "FINGERPRINT", description = "Take model, seed and bandwidth from here")
        Path like;

        @Option(
                names = "--bandwidth",
                paramLabel = "S",
                description = "Sigma to pin (default: the median of the rows kept)")
        Double bandwidth;

        @Option(names = "--seed", paramLabel = "N", description = "Seed of the row sample (default 0)")
        long seed;

        @Option(
                names = "--field",
                paramLabel = "NAME",
                description =
                        "Array or scores of JSON lines, list column of Parquet (default embedding); several times for several views")
        List<String> fields;

        @Option(names = "--text", paramLabel = "NAME", description = "Text of JSON lines, kept as hashed n-grams")
        String text;

        @Mixin
        ReportOptions report;

        @Override
        public Integer call() throws Exception {
            if (like == null && embeddingModel == null) {
                throw new BadInputException(
                        "the embedding model is not known; give --embedding-model ID, or --like FINGERPRINT");
            }
            Optional<Fingerprint> base = like == null ? Optional.empty() : Optional.of(Fingerprint.read(like));
            String model =
                    embeddingModel == null ? base.orElseThrow().identity().embeddingModel() : embeddingModel;
            long used = base.map(given -> given.identity().seed()).orElse(seed);
            ReadOptions reading = reading(fields, text, used);
            try (VectorFile opened = VectorFile.open(file)) {
                if (Fingerprint.read(opened, file).isPresent()) {
                    throw new BadInputException(file + " is a fingerprint already");
                }
                Fingerprint made = Fingerprinting.create(
                        opened, file, reading, model, sigma(base), Terminal.progress(report.quiet));
                report.print(Json.compact(made.toJson()));
                if (made.bandwidth().isEmpty() && !report.quiet) {
                    PrintWriter err = report.spec.commandLine().getErr();
                    err.println(
                            "model-delivery: " + file
                                    + " has fewer than two different rows, so it has no bandwidth until it is merged with others");
                    err.flush();
                }
            }
            return ExitCode.PASS;
        }

        private OptionalDouble sigma(Optional<Fingerprint> base) throws BadInputException {
            if (bandwidth == null) {
                return base.isEmpty()
                        ? OptionalDouble.empty()
                        : Fingerprinting.requireBandwidth(base.get(), like).bandwidth();
            }
            if (!(bandwidth > 0 && Double.isFinite(bandwidth))) {
                throw new BadInputException("--bandwidth must be a positive number");
            }
            return OptionalDouble.of(bandwidth);
        }
    }

    @Command(name = "merge", mixinStandardHelpOptions = true, description = "Adds up the fingerprints of shards")
    static final class Merge implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FINGERPRINT", description = "Fingerprints of the same kind")
        List<Path> files;

        @Mixin
        ReportOptions report;

        @Override
        public Integer call() throws Exception {
            Fingerprint merged = Fingerprint.read(files.get(0));
            for (Path file : files.subList(1, files.size())) {
                merged = merged.merge(Fingerprint.read(file));
            }
            report.print(Json.compact(merged.toJson()));
            return ExitCode.PASS;
        }
    }

    @Command(name = "compare", mixinStandardHelpOptions = true, description = "Tests one fingerprint against another")
    @DeclaredOptions.Of(DriftParameters.class)
    static final class Compare implements Callable<Integer> {
        @Option(
                names = "--reference",
                required = true,
                paramLabel = KINDS,
                description = "What it looked like: a file, or a fingerprint of the ledger")
        String reference;

        @Option(names = "--current", required = true, paramLabel = KINDS, description = "What it looks like now")
        String current;

        @Option(
                names = "--environment",
                paramLabel = "NAME",
                defaultValue = "production",
                description = "Where the version serves whose eval set is 'previous' (default: ${DEFAULT-VALUE})")
        String environment;

        @Option(names = "--model", paramLabel = "NAME", description = "Whose fingerprints of the ledger")
        String model;

        @Mixin
        LedgerOptions ledger;

        @Spec
        private CommandSpec spec;

        @Mixin
        ReportOptions report;

        @Override
        public Integer call() throws Exception {
            DriftOptions options =
                    DeclaredOptions.of(DriftParameters.class, spec).options();
            if (options.reading().groupBy().isPresent()
                    || options.reading().slice().isPresent()) {
                throw new BadInputException("fingerprints keep no fields, so --group-by and --slice cannot be used");
            }
            return report.show(kept(reference).compare(kept(current), options, Terminal.progress(report.quiet)));
        }

        private Fingerprint kept(String named) throws DeliveryException, InterruptedException {
            Reference found = new ReferenceArgument(ledger, Optional.ofNullable(model), environment, "").find(named);
            if (found instanceof Reference.Missing missing) {
                throw new BadInputException(missing.reason());
            }
            return found instanceof Reference.Kept kept
                    ? kept.fingerprint()
                    : Fingerprint.read(((Reference.File) found).path());
        }
    }

    /** {@code fingerprint record}: a sample of live requests becomes the reference {@code live}, or an eval set is kept. */
    @Command(
            name = "record",
            description = "Keeps a fingerprint in the ledger: of live requests (reference 'live'), or of an eval set.",
            footerHeading = "%nExample:%n",
            footer = {
                "  model-delivery fingerprint record requests.jsonl.gz --kind live --embedding-model e5-base \\",
                "      --model intent --ledger s3://models/ledger"
            })
    static final class RecordCommand implements Callable<Integer> {
        enum Kind {
            LIVE,
            EVAL
        }

        @Parameters(
                paramLabel = "FILE",
                description = "Vectors (JSON lines, CSV, .npy, .npz or Parquet), or a fingerprint")
        private Path file;

        @Option(names = "--kind", required = true, paramLabel = "KIND", description = "live or eval")
        private Kind kind;

        @Option(names = "--model", required = true, paramLabel = "NAME", description = "The model")
        private String model;

        @Option(
                names = "--version",
                paramLabel = "VERSION",
                description = "The version that answered the live requests")
        private String version = "";

        @Option(names = "--embedding-model", paramLabel = "ID", description = "Which model made the vectors")
        private String embeddingModel = "";

        @Option(
                names = "--field",
                paramLabel = "NAME",
                description =
                        "Array or scores of JSON lines, list column of Parquet (default embedding); several times for several views")
        private List<String> fields;

        @Option(names = "--text", paramLabel = "NAME", description = "Text of JSON lines, kept as hashed n-grams")
        private String text;

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
                ReadOptions reading = reading(fields, text, 0);
                return Fingerprinting.requireBandwidth(
                        Fingerprinting.create(
                                opened, file, reading, embeddingModel, sigma, Terminal.progress(report.quiet)),
                        file);
            }
        }
    }
}
