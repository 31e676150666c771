package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.DvcPointer;
import io.jenkins.plugins.modeldelivery.artifact.DvcRemote;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger register}: a version and what it consists of. */
@Command(
        name = "register",
        description = "Registers a version of a model. The same again changes nothing; other content is refused.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery ledger register intent 1.4 --image registry.example.com/intent@sha256:0f3a... --ledger DIR",
            "  model-delivery ledger register intent 1.4 --artifact s3://models/intent.onnx --file intent.onnx --ledger DIR",
            "  model-delivery ledger register intent 1.4 --dvc models/intent.onnx.dvc --remote s3://models/dvc --ledger DIR"
        })
final class LedgerRegisterCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The new version")
    private String version;

    @Option(names = "--image", paramLabel = "REFERENCE", description = "Container image, with @sha256: digest")
    private String image;

    @Option(names = "--artifact", paramLabel = "URI", description = "Where the model's file lies")
    private String artifact;

    @Option(names = "--sha256", paramLabel = "HEX", description = "SHA-256 of that file, with --size")
    private String sha256;

    @Option(names = "--size", paramLabel = "BYTES", description = "Size of that file")
    private Long size;

    @Option(names = "--file", paramLabel = "FILE", description = "Take SHA-256 and size from this local copy")
    private Path file;

    @Option(names = "--dvc", paramLabel = "FILE", description = "DVC pointer: a .dvc file, or dvc.lock")
    private Path dvc;

    @Option(names = "--dvc-path", paramLabel = "PATH", description = "Which output, where the pointer has several")
    private String dvcPath = "";

    @Option(
            names = "--remote",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "DVC remote; existence and size are checked there")
    private String remote;

    @Option(names = "--verify-md5", description = "Also read the content in the remote and check its MD5")
    private boolean verifyMd5;

    @Option(names = "--commit", paramLabel = "ID", description = "Source commit that the version was made from")
    private String commit;

    @Option(names = "--parameter", paramLabel = "KEY=VALUE", description = "Anything else; may be repeated")
    private Map<String, String> parameters = new TreeMap<>();

    @Mixin
    private HelpOption help;

    @Mixin
    private LedgerOptions ledgerOptions;

    @Mixin
    private ReportOptions reportOptions;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        ModelVersion made = ModelVersion.of(
                model,
                version,
                artifact(),
                image == null ? Optional.empty() : Optional.of(ImageReference.parse(image)),
                Optional.ofNullable(commit),
                parameters);
        try (Ledger ledger = ledgerOptions.openOrMake()) {
            boolean isNew = ledger.versions().register(made);
            reportOptions.print(
                    model + " " + version + (isNew ? " registered: " : " was registered before: ") + made.digest());
        }
        return ExitCode.PASS;
    }

    private Optional<Artifact> artifact() throws DeliveryException, InterruptedException {
        if (dvc != null) {
            return Optional.of(fromDvc());
        }
        if (artifact == null) {
            return Optional.empty();
        }
        if (file != null) {
            try {
                return Optional.of(Artifact.of(artifact, Digest.sha256(Sha256.of(file)), Files.size(file)));
            } catch (IOException e) {
                throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (sha256 == null || size == null) {
            throw new BadInputException("--artifact needs --sha256 and --size, or --file to take them from");
        }
        return Optional.of(Artifact.of(artifact, Digest.sha256(sha256), size));
    }

    private Artifact fromDvc() throws DeliveryException, InterruptedException {
        if (artifact != null || remote == null) {
            throw new BadInputException(
                    "--dvc needs --remote, and no --artifact: the pointer says where the file lies");
        }
        DvcPointer pointer = DvcPointer.find(dvc, dvcPath);
        try (ObjectStore store = ledgerOptions.existing(remote)) {
            String uri = remote.startsWith("s3://")
                    ? remote
                    : Path.of(remote).toAbsolutePath().toUri().toString();
            return new DvcRemote(store).artifact(pointer, uri, verifyMd5, Terminal.progress(reportOptions.quiet));
        }
    }
}
