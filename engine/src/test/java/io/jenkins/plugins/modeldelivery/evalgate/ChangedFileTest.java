package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordsCheck;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that somebody writes while they are read. */
class ChangedFileTest {
    private static final int ROWS = 200;

    @TempDir
    Path dir;

    private GateFiles files;
    private Path predictions;
    private Path evalSet;

    @BeforeEach
    void write() {
        files = new GateFiles(dir);
        predictions = files.predictions("predictions.jsonl", ROWS, ROWS);
        evalSet = files.lines("eval.jsonl", ROWS, i -> GateFiles.row(i, true));
    }

    /** What becomes of a file. */
    private enum Change {
        APPENDED {
            @Override
            void of(Path file) throws IOException {
                Files.writeString(file, "\n", StandardOpenOption.APPEND);
            }
        },
        REPLACED {
            @Override
            void of(Path file) throws IOException {
                Path other = file.resolveSibling("other");
                Files.copy(file, other, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        WRITTEN_AGAIN {
            @Override
            void of(Path file) throws IOException {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-01T00:00:00Z")));
            }
        },
        DELETED {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void of(Path file) throws IOException;

        /** When the first lines have been read. */
        Progress meanwhile(Path file) {
            boolean[] done = new boolean[1];
            return (count, total, unit) -> {
                if (!done[0]) {
                    done[0] = true;
                    try {
                        of(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }

    private GateReport judged(Path beside, Progress progress) throws Exception {
        GateRequest request = files.request(GateFiles.policy("rules: [{metric: accuracy, atLeast: 0.9}]"))
                .candidate(null, predictions, null, beside);
        return Gate.judge(request, new DriftShiftCheck(), progress);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotJudgePredictions(Change change) throws Exception {
        assertThat(judged(null, Progress.NONE).verdict().name()).isEqualTo("PASS");
        assertThatThrownBy(() -> judged(null, change.meanwhile(predictions)))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(predictions + " was changed while it was read; ");
    }

    @Test
    void shouldNotJudgeOnAnEvalSetThatIsReplaced() {
        assertThatThrownBy(() -> judged(evalSet, Change.REPLACED.meanwhile(evalSet)))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(evalSet + " was changed while it was read; ");
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotCompareVectors(Change change) throws Exception {
        Path vectors = files.lines("now.jsonl", ROWS, i -> "[" + i + ".5," + i % 7 + ".25]");
        Progress once = change.meanwhile(vectors);
        try (VectorFile opened = VectorFile.open(vectors)) {
            assertThatThrownBy(() -> opened.read(
                            ReadOptions.defaults(),
                            Progress.NONE,
                            (values, width, id, group, slice) -> once.report(1, -1, "rows")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("now.jsonl ");
            assertThat(opened.sha256()).isEmpty();
        }
    }

    @Test
    void shouldNotPassRecords() throws Exception {
        Path records = files.lines("records.jsonl", ROWS, i -> "{\"output\":1}");
        Contract contract = Contract.read(files.text("contract.json", "{\"$defs\": {\"output\": {}}}"));
        assertThatThrownBy(() -> RecordsCheck.check(contract, records, 1, 1, Change.WRITTEN_AGAIN.meanwhile(records)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("was changed while it was read");
    }

    /** Half of the rows at the end of a line: nothing in the file tells. */
    @Test
    void shouldSayWhereNobodyKnowsWhetherPredictionsAreWhole() throws Exception {
        Path half = files.predictions("half.jsonl", ROWS / 2, ROWS / 2);
        GateRequest request = files.request(GateFiles.policy("rules: [{metric: accuracy, atLeast: 0.9}]"));
        GateReport alone = GateFiles.judge(request.candidate(null, half, null, null));
        assertThat(alone.verdict().name()).isEqualTo("PASS");
        assertThat(alone.layout().notes()).singleElement().asString().startsWith("completeness unknown: ");
        GateReport beside = GateFiles.judge(request.candidate(null, half, null, evalSet));
        assertThat(beside.verdict().name()).isEqualTo("INCONCLUSIVE");
        assertThat(beside.layout().notes()).isEmpty();
    }
}
