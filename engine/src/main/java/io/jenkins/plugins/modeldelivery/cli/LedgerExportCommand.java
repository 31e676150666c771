package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.StagedFiles;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ledger export}: everything as lines of JSON. */
@Command(
        name = "export",
        description =
                "Writes every object as one line: {\"key\": ..., \"document\": ...}. Derived copies are left out.",
        footerHeading = "%nExample:%n",
        footer = {"  model-delivery ledger export --ledger s3://models/ledger --output ledger.jsonl"})
final class LedgerExportCommand implements Callable<Integer> {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write here instead of to standard output; an older file stays until all is written")
    private Path output;

    @Option(names = "--model", paramLabel = "MODEL", description = "Only this model")
    private String model;

    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Spec
    private CommandSpec spec;

    private record Line(String key, JsonNode document) {}

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        try (Ledger ledger = ledgerOptions.open()) {
            if (output == null) {
                write(ledger, spec.commandLine().getOut());
            } else {
                writeFile(ledger);
            }
        }
        return ExitCode.PASS;
    }

    /** An export of before is replaced by a whole one or stays: somebody keeps it to have what a ledger may lose. */
    private void writeFile(Ledger ledger) throws DeliveryException, InterruptedException {
        try (StagedFiles files = new StagedFiles()) {
            try (OutputStream raw = files.open(output)) {
                write(ledger, new PrintWriter(new OutputStreamWriter(raw, StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new BadInputException("--output " + output + " cannot be written: " + e.getMessage(), e);
            }
            files.publish();
        }
    }

    private void write(Ledger ledger, PrintWriter out) throws DeliveryException, InterruptedException {
        List<String> models = model == null ? ledger.models() : List.of(model);
        for (String one : models) {
            for (String part : List.of("versions", "evidence", "decisions", "fingerprints")) {
                write(ledger, "models/" + one + "/" + part + "/", out);
            }
            write(ledger, ledger.history().keys(one), out);
            write(ledger, ledger.live().keys(one), out);
            write(ledger, ledger.dependencies().keys(one), out);
        }
        if (model == null) {
            write(ledger, "leases/", out);
        }
        if (out.checkError()) {
            throw new BadInputException("The export could not be written to its end");
        }
    }

    private static void write(Ledger ledger, String prefix, PrintWriter out)
            throws DeliveryException, InterruptedException {
        write(ledger, ObjectKeys.all(ledger.store(), prefix), out);
    }

    private static void write(Ledger ledger, List<String> keys, PrintWriter out)
            throws DeliveryException, InterruptedException {
        for (String key : keys) {
            Optional<byte[]> content = ledger.store().get(key);
            if (content.isPresent()) {
                out.println(Json.compact(new Line(key, Json.parse(content.get(), key))));
            }
        }
    }
}
