package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.evaluation.RowNeeds;
import io.jenkins.plugins.modeldelivery.evaluation.Rows;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.FileState;
import io.jenkins.plugins.modeldelivery.io.LineReader;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.WholeFile;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Runs an eval set against a model: checks everything, warms up, asks every row once, writes predictions and results. */
public final class EvalRun {
    private final EvalRequest request;
    private final Progress progress;
    private final Consumer<String> log;
    private final Clock clock;

    private EvalRun(EvalRequest request, Progress progress, Consumer<String> log, Clock clock) {
        this.request = request;
        this.progress = progress;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Runs to the end. Failed requests are part of the results; they do not fail the run.
     *
     * @param log takes lines for people
     * @throws BadInputException for an eval set, template or contract that cannot be used, before any request is sent
     * @throws io.jenkins.plugins.modeldelivery.failure.UnreachableException when nobody answers; the partial file stays
     * @throws InterruptedException when interrupted; the partial file stays
     */
    public static EvalResults run(EvalRequest request, Progress progress, Consumer<String> log, Clock clock)
            throws DeliveryException, InterruptedException {
        return new EvalRun(request, progress, log, clock).run();
    }

    private EvalResults run() throws DeliveryException, InterruptedException {
        Optional<RecordSchema> output = output();
        FileState before = FileState.of(request.evalSet()); // which is read several times
        Rows evalSet = Rows.read(request.evalSet(), RowNeeds.slices(List.of()), null, request.threads(), Progress.NONE);
        requireSound(evalSet);
        RunHeader.RunSet described =
                new RunHeader.RunSet(evalSet.sha256(), evalSet.count(), Optional.empty(), Optional.empty());
        try (Model model = model()) {
            RunHeader header = new RunHeader(
                    described,
                    model.target(),
                    request.template().toJson(),
                    RunHeader.RunLoad.of(request.plan()),
                    request.owner());
            try (PartialFile partial = PartialFile.open(request.partial(), header, request.resume(), clock.instant())) {
                ask(model, partial, evalSet.count());
            }
            before.requireUnchanged();
            Finish finish = new Finish(request, evalSet.count());
            finish.writePredictions();
            EvalResults results = finish.results(header, evalSet, output, clock.instant());
            finish.writeResults(results);
            PartialFile.remove(request.partial());
            return results;
        }
    }

    private Optional<RecordSchema> output() throws BadInputException {
        if (request.contract().isEmpty()) {
            return Optional.empty();
        }
        Contract contract = Contract.read(request.contract().get());
        Optional<RecordSchema> output = contract.output().or(contract::whole);
        if (output.isEmpty()) {
            throw new BadInputException(
                    request.contract().get() + " describes no output ($defs/output), so answers cannot be checked");
        }
        return output;
    }

    /** Every row must be one, and must make a request, before the first request is sent. */
    private void requireSound(Rows evalSet) throws BadInputException {
        if (evalSet.count() == 0) {
            throw new BadInputException(request.evalSet() + " has no rows");
        }
        if (!evalSet.defects().isEmpty()) {
            var first = evalSet.defects().entrySet().iterator().next();
            throw new BadInputException("%s is not a sound eval set: %d lines with %s, the first is line %d"
                    .formatted(
                            request.evalSet(),
                            first.getValue().count(),
                            first.getKey(),
                            first.getValue().firstLine()));
        }
        try (EvalRows rows = new EvalRows(request.evalSet())) {
            for (Optional<EvalRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                request.template().request(row.get());
            }
        }
    }

    private Model model() throws BadInputException {
        if (request.target() instanceof EvalTarget.Command command) {
            return new ProcessModel(
                    command.command(),
                    command.directory(),
                    request.plan().timeout(),
                    command.startTimeout(),
                    request.mostBytes(),
                    log);
        }
        EndpointAccess access = ((EvalTarget.Http) request.target()).access();
        return new HttpModel(access, request.plan().timeout(), request.mostBytes());
    }

    private void ask(Model model, PartialFile partial, int rows) throws DeliveryException, InterruptedException {
        int before = partial.finishedBefore().cardinality();
        if (before == rows) {
            return;
        }
        if (before > 0) {
            log.accept("going on with " + before + " of " + rows + " rows answered before");
        }
        LoadPlan plan = request.plan();
        AnswerRecorder recorder = new AnswerRecorder(partial, model.describe(), plan.concurrency(), rows, progress);
        try (Senders senders = new Senders(model, plan.concurrency())) {
            warmUp(senders, recorder);
            long begin = System.nanoTime();
            try (Schedule schedule =
                    new Schedule(new EvalRows(request.evalSet()), partial.finishedBefore(), plan, begin)) {
                try {
                    senders.each(session ->
                            new Senders.Sender(session, request.template(), plan, recorder, begin).work(schedule));
                } finally {
                    schedule.end();
                }
            }
            recorder.complete();
        }
    }

    /** Sends the first rows, over and over where they are few, shared among all senders. */
    private void warmUp(Senders senders, AnswerRecorder recorder) throws DeliveryException, InterruptedException {
        LoadPlan plan = request.plan();
        AtomicInteger left = new AtomicInteger(plan.warmUp());
        senders.each(session -> {
            Senders.Sender sender = new Senders.Sender(session, request.template(), plan, recorder, System.nanoTime());
            while (left.get() > 0) {
                try (EvalRows rows = new EvalRows(request.evalSet())) {
                    for (Optional<EvalRow> row = rows.next();
                            row.isPresent() && left.getAndDecrement() > 0;
                            row = rows.next()) {
                        sender.warmUp(row.get());
                    }
                }
            }
        });
    }

    /** Brings a complete partial file into the eval set's order, and measures it as a gate would. */
    static final class Finish {
        private final EvalRequest request;
        private final int rows;
        private final RunFacts facts = new RunFacts();

        Finish(EvalRequest request, int rows) {
            this.request = request;
            this.rows = rows;
        }

        /** Writes the predictions file whole or not at all. */
        void writePredictions() throws BadInputException {
            Path file = request.predictions();
            boolean packed = file.toString().endsWith(".gz");
            WholeFile.write(file, raw -> {
                long[] at = new long[rows];
                int[] length = new int[rows];
                locate(at, length);
                try (RandomAccessFile partial =
                                new RandomAccessFile(request.partial().toFile(), "r");
                        OutputStream out = new BufferedOutputStream(packed ? new GZIPOutputStream(raw) : raw)) {
                    byte[] line = new byte[Arrays.stream(length).max().orElse(0) + 1];
                    for (int row = 0; row < rows; row++) {
                        partial.seek(at[row]);
                        partial.readFully(line, 0, length[row]);
                        line[length[row]] = '\n';
                        out.write(line, 0, length[row] + 1);
                    }
                }
            });
        }

        private void locate(long[] at, int[] length) throws BadInputException {
            Path file = request.partial();
            try (LineReader lines = LineReader.open(file)) {
                lines.next(); // the header
                for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                    PartialLine read = PartialLine.of(line.get())
                            .orElseThrow(() -> new BadInputException(file + " was changed during the run"));
                    facts.add(read);
                    if (read.index() >= 0) {
                        length[read.index()] = read.prediction().length;
                        at[read.index()] = lines.position() - 1 - read.prediction().length;
                    }
                }
            }
            for (int row = 0; row < rows; row++) {
                if (length[row] == 0) {
                    throw new BadInputException(file + " was changed during the run: row " + (row + 1) + " is missing");
                }
            }
        }

        /** The results, computed from the written predictions file by what the gate uses. */
        EvalResults results(RunHeader header, Rows evalSet, Optional<RecordSchema> output, Instant now)
                throws BadInputException, InterruptedException {
            Rows predicted = Rows.read(
                    request.predictions(),
                    RowNeeds.slices(List.of()),
                    output.orElse(null),
                    request.threads(),
                    Progress.NONE);
            return EvalResults.of(request, header, evalSet, predicted, facts, now);
        }

        void writeResults(EvalResults results) throws BadInputException {
            byte[] text = (Json.pretty(results.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
            WholeFile.write(request.results(), out -> out.write(text));
        }
    }
}
