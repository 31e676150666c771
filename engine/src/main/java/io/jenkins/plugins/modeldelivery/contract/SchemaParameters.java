package io.jenkins.plugins.modeldelivery.contract;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What the schema gate checks.
 *
 * @param records JSONL or CSV, plain or gzip, or Parquet
 * @param signature instead of records: {@code signature.json} or MLflow's {@code MLmodel}
 */
public record SchemaParameters(
        @Parameter(label = "FILE", required = true, help = "JSON Schema with $defs/input and $defs/output")
        String contract,

        String records,
        String signature,

        @Parameter(label = "SHARE", usual = "1.0", help = "Least share of valid records, 0..1 (default: {usual})")
        Double compliance)
        implements Serializable {
    /** Either records or a signature. */
    public void check() throws BadInputException {
        if ((records == null) == (signature == null)) {
            throw BadInputException.about(as -> "give either " + as.apply("records") + " or " + as.apply("signature"));
        }
        if (!(compliance >= 0 && compliance <= 1)) {
            throw BadInputException.about(
                    as -> as.apply("compliance") + " is " + compliance + "; a share between 0 and 1 was expected");
        }
    }

    /** @throws BadInputException when a report answers another question than this */
    public void requireAnswer(SchemaReport report) throws BadInputException {
        double used = report.records()
                .flatMap(RecordCounts::limit)
                .map(Number::doubleValue)
                .orElse(compliance);
        if (Double.compare(used, compliance) != 0) {
            throw new BadInputException("The report demands a compliance of " + used + ", not of " + compliance);
        }
    }

    /** @param directory where relative names of files start */
    public SchemaReport judge(Path directory, Progress progress) throws BadInputException, InterruptedException {
        check();
        Contract parsed = Contract.read(Parameters.file(directory, contract));
        return signature != null
                ? SignatureCheck.check(parsed, Parameters.file(directory, signature))
                : RecordsCheck.check(
                        parsed,
                        Parameters.file(directory, records),
                        compliance,
                        ParallelLines.defaultThreads(),
                        progress);
    }
}
