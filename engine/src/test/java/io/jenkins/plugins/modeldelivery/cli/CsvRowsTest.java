package io.jenkins.plugins.modeldelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions and eval sets as people have them: CSV, ids that are numbers. */
class CsvRowsTest {
    @TempDir
    Path directory;

    private final StringBuilder predictions = new StringBuilder("id,label,prediction,latency_ms\n");
    private final StringBuilder csv = new StringBuilder("id,input,label\n");
    private final StringBuilder json = new StringBuilder("{\"$meta\": {\"asOf\": \"2026-11-30T00:00:00Z\"}}\n");
    private Path policy;

    @BeforeEach
    void writeFiles() throws IOException {
        for (int i = 0; i < 100; i++) {
            String label = i % 2 == 0 ? "a" : "b";
            predictions
                    .append(i)
                    .append(',')
                    .append(label)
                    .append(i < 90 ? "," + label : ",c")
                    .append(",1.5\n");
            csv.append(i).append(",\"one, two\",").append(label).append('\n');
            json.append("{\"id\": ")
                    .append(i)
                    .append(", \"input\": \"x\", \"label\": \"")
                    .append(label)
                    .append("\"}\n");
        }
        policy = write(
                "policy.yaml",
                "schema: model-delivery/policy/v1\nevalSet: {minRows: 100}\nrules: [{metric: accuracy, atLeast: 0.9}]\n");
    }

    @Test
    void shouldJudgeCsvOfAnEvalSetInEitherFormat() throws IOException {
        Path predicted = write("predictions.csv", predictions.toString());
        for (Path evalSet : new Path[] {write("eval.csv", csv.toString()), write("eval.jsonl", json.toString())}) {
            Cli.Result gate = gate(predicted, evalSet);
            assertThat(gate.exitCode()).as(gate.out() + gate.err()).isZero();
        }
    }

    @Test
    void shouldNotPassARowThatIsCutOff() throws IOException {
        Path evalSet = write("eval.csv", csv.toString());
        String cut = predictions.toString().replace("\n42,a,a,1.5\n", "\n42,a\n");
        Cli.Result gate = gate(write("predictions.csv", cut), evalSet);
        assertThat(gate.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(gate.out()).contains("line 44");
    }

    @Test
    void shouldSayInOneLineThatAQuotationMarkIsNotClosed() throws IOException {
        Path evalSet = write("eval.csv", csv.toString());
        Cli.Result gate = gate(write("predictions.csv", predictions + "100,\"a,b\n"), evalSet);
        assertThat(gate.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(gate.err()).hasLineCount(1).contains("predictions.csv", "quotation mark");
    }

    private Cli.Result gate(Path predicted, Path evalSet) {
        return Cli.run("gate", "--policy=" + policy, "--predictions=" + predicted, "--eval-set=" + evalSet);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
