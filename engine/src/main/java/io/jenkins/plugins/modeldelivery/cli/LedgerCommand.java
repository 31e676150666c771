package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.Recomputed;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.StoreCheck;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was where, since when, on which evidence, decided by whom. */
@Command(
        name = "ledger",
        description = "Reads, checks and feeds the ledger of versions, evidence and decisions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LedgerCommand.ListCommand.class,
            LedgerCommand.ShowCommand.class,
            LedgerCommand.LogCommand.class,
            LedgerRegisterCommand.class,
            LedgerReleaseCommand.class,
            LedgerMoveCommand.class,
            LedgerEndCommand.class,
            LedgerCommand.VerifyCommand.class,
            LedgerCommand.RecomputeCommand.class,
            LedgerExportCommand.class,
            LedgerCommand.CheckCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger log intent --environment production --ledger s3://models/ledger",
            "  model-delivery ledger verify --ledger /var/lib/jenkins/model-delivery",
            "  model-delivery ledger check --ledger s3://models/ledger --endpoint-url https://s3.example.com --path-style"
        })
final class LedgerCommand implements Runnable {
    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing; see ledger --help");
    }

    /** {@code ledger list}: models, or the versions of one. */
    @Command(
            name = "list",
            description = "Lists the models with their last decision, or the versions of one model.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery ledger list --ledger /var/lib/jenkins/model-delivery",
                "  model-delivery ledger list intent --ledger s3://models/ledger --format json"
            })
    static final class ListCommand extends OnLedger {
        private static final String DOCUMENT = "ledger-list";

        @Parameters(arity = "0..1", paramLabel = "MODEL", description = "List this model's versions")
        private String model;

        /** {@code model-delivery/ledger-list/v1} of models, or of the versions of one. */
        private record Models(List<Entry> models) {
            private record Entry(String model, long decisions, Optional<ObjectNode> last) {}
        }

        private record Versions(String model, List<ObjectNode> versions) {}

        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            if (model == null) {
                showModels(ledger);
            } else {
                showVersions(ledger);
            }
            return ExitCode.PASS;
        }

        private void showModels(Ledger ledger) throws DeliveryException, InterruptedException {
            Section.Builder table = Section.table("", "model", "decisions", "last", "time");
            List<Models.Entry> models = new ArrayList<>();
            for (String name : ledger.models()) {
                Optional<Decision> head = ledger.decisions().head(name);
                long count = head.map(Decision::seq).orElse(0L);
                models.add(new Models.Entry(name, count, head.map(Decision::toJson)));
                table.row(
                        name,
                        Long.toString(count),
                        head.map(d -> d.kind() + " " + d.to().version() + " in " + d.environment())
                                .orElse("-"),
                        head.map(d -> d.time().toString()).orElse("-"));
            }
            reportOptions.printTable(Json.document(DOCUMENT, new Models(models)), table.end());
        }

        private void showVersions(Ledger ledger) throws DeliveryException, InterruptedException {
            Section.Builder table = Section.table("", "version", "digest", "artifact", "image", "evidence");
            List<ObjectNode> versions = new ArrayList<>();
            for (String name : ledger.versions().list(model)) {
                ModelVersion version = ledger.versions().require(model, name);
                int evidence = ledger.evidence().list(model, name).size();
                versions.add(version.toJson(evidence));
                table.row(
                        name,
                        version.digest(),
                        version.artifact().map(a -> a.uri()).orElse("-"),
                        version.image().map(i -> i.repository()).orElse("-"),
                        Integer.toString(evidence));
            }
            reportOptions.printTable(Json.document(DOCUMENT, new Versions(model, versions)), table.end());
        }
    }

    /** {@code ledger show}: one version, decision or piece of evidence as it is kept. */
    @Command(
            name = "show",
            description = "Shows a version with its evidence, a decision, or one piece of evidence, as JSON.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery ledger show intent --version 1.4 --ledger s3://models/ledger",
                "  model-delivery ledger show intent --decision 12 --ledger s3://models/ledger",
                "  model-delivery ledger show intent --evidence 20261101T120000Z-f1963b4fe08fa4f9 --ledger s3://models/ledger"
            })
    static final class ShowCommand extends OnLedger {
        @Parameters(paramLabel = "MODEL", description = "The model")
        private String model;

        @Option(names = "--version", paramLabel = "VERSION", description = "Show this version")
        private String version;

        @Option(names = "--decision", paramLabel = "SEQ", description = "Show this decision")
        private Long decision;

        @Option(names = "--evidence", paramLabel = "ID", description = "Show this evidence")
        private String evidence;

        private record Kept(String id, String kind, Verdict verdict) {}

        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            reportOptions.print(Json.pretty(found(ledger)));
            return ExitCode.PASS;
        }

        private ObjectNode found(Ledger ledger) throws DeliveryException, InterruptedException {
            if (evidence != null) {
                return EvidenceSearch.find(ledger, evidence, model, version).toJson();
            }
            if (decision != null) {
                return ledger.decisions()
                        .read(model, decision)
                        .orElseThrow(() -> new BadInputException(
                                model + " has no decision " + decision + " in " + ledger.describe()))
                        .toJson();
            }
            if (version == null) {
                throw new BadInputException("Say what to show: --version, --decision or --evidence");
            }
            List<Kept> kept = new ArrayList<>();
            for (String id : ledger.evidence().list(model, version)) {
                Evidence one = EvidenceSearch.find(ledger, id, model, version);
                kept.add(new Kept(id, one.kind(), one.verdict()));
            }
            return ledger.versions().require(model, version).toJson(kept);
        }
    }

    /** {@code ledger log}: the last decisions, newest first. */
    @Command(
            name = "log",
            description = "Shows the last decisions about a model, newest first.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  model-delivery ledger log intent --environment production --ledger s3://models/ledger",
                "  model-delivery ledger log intent -n 1000 --format json --ledger /var/lib/jenkins/model-delivery"
            })
    static final class LogCommand extends OnLedger {
        @Parameters(paramLabel = "MODEL", description = "The model")
        private String model;

        @Option(names = "--environment", paramLabel = "NAME", description = "Only decisions about this environment")
        private String environment;

        @Option(names = "-n", paramLabel = "COUNT", description = "At most so many (default: ${DEFAULT-VALUE})")
        private int count = 50;

        private record Log(String model, List<ObjectNode> decisions) {}

        @Override
        void check() throws BadInputException {
            if (count < 1) {
                throw new BadInputException("-n must be at least 1");
            }
        }

        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            List<Decision> decisions = environment == null
                    ? ledger.decisions().tail(model, count)
                    : ledger.decisions().tail(model, environment, count);
            if (decisions.isEmpty() && !ledger.models().contains(model)) {
                throw new BadInputException("There is no model '" + model + "' in " + ledger.describe());
            }
            List<ObjectNode> documents =
                    decisions.stream().map(Decision::toJson).toList();
            Section.Builder table =
                    Section.table("", "seq", "time", "environment", "kind", "from", "to", "drift", "user", "reason");
            for (Decision d : decisions) {
                table.row(
                        Long.toString(d.seq()),
                        d.time().toString(),
                        d.environment(),
                        d.kind().name(),
                        d.from().map(from -> from.version()).orElse("-"),
                        d.to().version(),
                        d.drift().map(Enum::name).orElse("-"),
                        d.draft().user(),
                        d.explanation());
            }
            reportOptions.printTable(Json.document("ledger-log", new Log(model, documents)), table.end());
            return ExitCode.PASS;
        }
    }

    /** {@code ledger verify}: walks every chain. */
    @Command(
            name = "verify",
            description = "Reads the whole ledger and names the first broken or missing link of each chain.",
            footerHeading = "%nExample:%n",
            footer = {"  model-delivery ledger verify --ledger s3://models/ledger"})
    static final class VerifyCommand extends OnLedger {
        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            return reportOptions.show(LedgerVerification.of(ledger));
        }
    }

    /** {@code ledger recompute}: the verdict of kept evidence, once more from its counts. */
    @Command(
            name = "recompute",
            description =
                    "Computes a recorded verdict again from the counts in its report; FAIL if a byte differs that the same version of the judge wrote.",
            footerHeading = "%nExample:%n",
            footer = {"  model-delivery ledger recompute 20261101T120000Z-f1963b4fe08fa4f9 --ledger s3://models/ledger"
            })
    static final class RecomputeCommand extends OnLedger {
        @Parameters(paramLabel = "ID", description = "The evidence")
        private String id;

        @Option(names = "--model", paramLabel = "MODEL", description = "Of this model; saves searching")
        private String model;

        @Option(names = "--version", paramLabel = "VERSION", description = "Of this version; saves searching")
        private String version;

        @Override
        int show(Ledger ledger) throws DeliveryException, InterruptedException {
            return reportOptions.show(Recomputed.of(EvidenceSearch.find(ledger, id, model, version), Judges.all()));
        }
    }

    /** {@code ledger check}: can this store hold a ledger at all? */
    @Command(
            name = "check",
            description = "Proves that a store can hold a ledger (conditional create, ordered listing) and cleans up.",
            footerHeading = "%nExample:%n",
            footer = {
                "  model-delivery ledger check --ledger s3://models/ledger --endpoint-url https://s3.example.com --path-style"
            })
    static final class CheckCommand implements Callable<Integer> {
        @Mixin
        private HelpOption help;

        @Mixin
        private LedgerOptions ledgerOptions;

        @Mixin
        private ReportOptions reportOptions;

        @Override
        public Integer call() throws DeliveryException, InterruptedException {
            try (Ledger ledger = ledgerOptions.openOrMake()) {
                StoreCheck.run(ledger.store());
                reportOptions.print(ledger.describe() + " can hold a ledger");
            }
            return ExitCode.PASS;
        }
    }

    /** Finds evidence by its id alone, or faster where model or version are known. */
    static final class EvidenceSearch {
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
}
