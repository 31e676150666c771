package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The rollbacks of all jobs: those that run, at most one for each model and environment, and those that ran, one folder
 * each: {@code <job>/model-delivery/rollbacks/<id>/}.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class RollbackOperations {
    private static final Logger LOGGER = Logger.getLogger(RollbackOperations.class.getName());
    private static final int HISTORY = 20;
    private static final int UNIQUE = 6;
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, RollbackOperation> running = new ConcurrentHashMap<>();

    @NonNull
    static RollbackOperations get() {
        return ExtensionList.lookupSingleton(RollbackOperations.class);
    }

    /** What runs for a model in an environment. */
    @NonNull
    Optional<RollbackOperation> running(String model, String environment) {
        return Optional.ofNullable(running.get(RollbackOperation.key(model, environment)));
    }

    /** Whether it has its place: from before it begins until its log is closed. */
    boolean isRunning(RollbackOperation operation) {
        return running.get(operation.key()) == operation;
    }

    /**
     * Starts a new one, unless one of the same model and environment runs.
     *
     * @return empty when one runs
     */
    @NonNull
    Optional<RollbackOperation> start(Job<?, ?> job, RollbackRecord record) throws IOException, BadInputException {
        String id = ID_TIME.format(Instant.ofEpochMilli(record.begun)) + "-"
                + UUID.randomUUID().toString().substring(0, UNIQUE);
        RollbackOperation operation = new RollbackOperation(job, id, folder(job).resolve(id), record);
        if (running.putIfAbsent(operation.key(), operation) != null) {
            return Optional.empty();
        }
        run(operation);
        return Optional.of(operation);
    }

    /**
     * Takes one up again, as its record is by then: of two that ask, the later one may have read it before the other went
     * on with it, even to its end.
     *
     * @return why not; empty when it runs
     */
    @NonNull
    Optional<String> resume(RollbackOperation asked) throws IOException {
        if (running.putIfAbsent(asked.key(), asked) != null) {
            return Optional.of(Messages.RollbackOperations_Running(asked.getEnvironment()));
        }
        try {
            RollbackOperation operation = asked.reloaded();
            if (!operation.isResumable()) {
                return Optional.of(Messages.RollbackOperation_NotResumable());
            }
            running.put(operation.key(), operation);
            run(operation);
            return Optional.empty();
        } catch (BadInputException e) {
            return Optional.of(e.getMessage());
        } finally {
            release(asked); // unless the reloaded one has its place
        }
    }

    private void run(RollbackOperation operation) throws IOException, BadInputException {
        boolean started = false;
        try {
            operation.run(() -> release(operation));
            started = true;
        } finally {
            if (!started) {
                release(operation);
            }
        }
    }

    private void release(RollbackOperation operation) {
        running.remove(operation.key(), operation);
    }

    /** One of a job's, running or not. */
    @CheckForNull
    RollbackOperation find(Job<?, ?> job, String id) throws IOException {
        if (!Names.isName(id)) {
            return null;
        }
        Optional<RollbackOperation> live = running.values().stream()
                .filter(operation ->
                        operation.getObject().equals(job) && operation.getId().equals(id))
                .findFirst();
        Path folder = folder(job).resolve(id);
        return live.isEmpty() && Files.isDirectory(folder) ? load(job, id, folder) : live.orElse(null);
    }

    /** A record that is spoilt takes no other one with it. */
    @CheckForNull
    private static RollbackOperation load(Job<?, ?> job, String id, Path folder) {
        try {
            return RollbackOperation.load(job, id, folder);
        } catch (IOException | ClassCastException e) {
            LOGGER.log(Level.WARNING, e, () -> "There is no record of a rollback in " + folder);
            return null;
        }
    }

    /** A job's last ones, newest first. */
    @NonNull
    List<RollbackOperation> last(Job<?, ?> job) throws IOException {
        Path folder = folder(job);
        List<String> ids = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> folders = Files.list(folder)) {
                folders.map(path -> String.valueOf(path.getFileName())).forEach(ids::add);
            }
        }
        ids.sort(Comparator.reverseOrder());
        List<RollbackOperation> operations = new ArrayList<>();
        for (String id : ids.subList(0, Math.min(ids.size(), HISTORY))) {
            RollbackOperation operation = find(job, id);
            if (operation != null) {
                operations.add(operation);
            }
        }
        return operations;
    }

    private static Path folder(Job<?, ?> job) {
        return JobModels.folder(job).resolve("rollbacks");
    }
}
