package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/**
 * Every reader of the command line is given 300 damaged copies of a whole file, the same ones at each run. Whatever they
 * are, the answer comes within 10 s, is one of the five exit codes, and says why in one line for people.
 *
 * <p>What may be a PASS is asked of readers that share nothing with ours. What carries a check sum passes only where the
 * damage changed nothing that is read, so the report is the same. Text that damage turned into other text of its kind may
 * pass by its own right; but it has to be that: UTF-8, and JSON with each key once, or YAML, or a table, to its last byte. Where something
 * else says how many rows there are, it has all of them.
 */
class FuzzTest {
    private static final int COPIES = 300;
    private static final long LONGEST_SECONDS = 10;
    private static final int LONGEST_LINE = 2000;

    @TempDir
    Path home;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final List<String> wrong = new ArrayList<>();
    private FuzzSamples samples;

    @BeforeEach
    void write() throws Exception {
        samples = new FuzzSamples(home);
    }

    @AfterEach
    void stop() throws Exception {
        worker.shutdownNow();
        samples.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverPassDamage(FuzzReader reader) throws Exception {
        Path file = reader.write(samples);
        byte[] whole = Files.readAllBytes(file);
        Cli.Result before = run(reader.command(samples));
        assertThat(before.exitCode()).as(before.out() + before.err()).isZero();
        Random random = new Random(reader.ordinal());
        for (int copy = 0; copy < COPIES; copy++) {
            Damage.Copy damaged = Damage.any(whole, random);
            Files.write(file, damaged.bytes());
            Cli.Result result = run(reader.command(samples));
            String name = "copy " + copy + ", " + damaged.kind();
            checkAnswer(name, result);
            if (result.exitCode() == ExitCode.PASS) {
                reader.whyNoPass(new FuzzReader.Copies(whole, damaged.bytes(), before, result))
                        .ifPresent(why -> wrong(name, why, result));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Reports that somebody made up, in evidence that is whole: their counts are judged again. */
    @ParameterizedTest
    @EnumSource(names = {"PREDICTIONS", "VECTORS_JSONL", "RECORDS"})
    void shouldJudgeMadeUpReportsAgain(FuzzReader reader) throws Exception {
        reader.write(samples);
        byte[] whole = run(reader.command(samples)).out().getBytes(StandardCharsets.UTF_8);
        Path directory = samples.at("ledger");
        Random random = new Random(reader.ordinal());
        try (Ledger ledger = Ledger.on(DirectoryStore.open(directory))) {
            for (int copy = 0; copy < COPIES; copy++) {
                Damage.Copy damaged = Damage.any(whole, random);
                Optional<Evidence> made = madeUp(damaged.bytes());
                if (made.isPresent()) {
                    ledger.evidence().record(made.get());
                    String id = made.get().id();
                    checkAnswer(
                            "copy " + copy + ", " + damaged.kind(),
                            run(List.of(
                                    "ledger", "recompute", id, "--ledger", directory.toString(), "--format", "json")));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Empty where nobody would take it for a report. */
    private static Optional<Evidence> madeUp(byte[] report) {
        try {
            return Strict.object(report).isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Evidence.of(Drafts.MODEL, "1.0", Drafts.DIGEST, Drafts.TIME, Optional.empty(), (ObjectNode)
                                    Json.parse(report, "the report")));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }

    private Cli.Result run(List<String> command) throws Exception {
        try {
            return worker.submit(() -> executed(command)).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + LONGEST_SECONDS + " s to " + command, e);
        }
    }

    private static Cli.Result executed(List<String> command) {
        String[] args = command.toArray(new String[0]);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(args).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Cli.Result(Main.execute(line, args), out.toString(), err.toString());
    }

    private void checkAnswer(String name, Cli.Result result) {
        String err = result.err();
        if (result.exitCode() < ExitCode.PASS || result.exitCode() > ExitCode.UNREACHABLE) {
            wrong(name, "no exit code of ours", result);
        }
        if ((err + result.out()).contains("\tat ") || err.contains("error of this program")) {
            wrong(name, "nobody foresaw that", result);
        }
        boolean needsAWord = result.exitCode() != ExitCode.PASS;
        if (err.lines().count() > 1 || needsAWord && err.isBlank()) {
            wrong(name, "not one line", result);
        }
        if (err.strip().chars().anyMatch(Character::isISOControl) || err.length() > LONGEST_LINE) {
            wrong(name, "no line for people", result);
        }
    }

    private void wrong(String name, String why, Cli.Result result) {
        String err = result.err();
        wrong.add(name + ": " + why + " (" + result.exitCode() + ") "
                + err.substring(0, Math.min(err.length(), LONGEST_LINE)).strip());
    }
}
