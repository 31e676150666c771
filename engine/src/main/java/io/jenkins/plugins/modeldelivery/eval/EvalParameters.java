package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an evaluation runs, as people say it, without what lets us in; ranges are checked by {@link LoadPlan}. */
public record EvalParameters(
        @Parameter(
                label = "FILE|s3://BUCKET/KEY",
                required = true,
                help = "Rows with id and input (and label): JSONL or CSV, plain or gzip, or Parquet")
        String evalSet,

        @Parameter(label = "URL", help = "The model's endpoint, http or https")
        String url,

        @Parameter(
                label = "COMMAND",
                help = "Instead of --url: a shell command that answers each line of its input with a line")
        String command,

        @Parameter(
                label = "TIME",
                usual = "120s",
                help = "--command: for a started process's first answer (default: {usual})")
        String startTimeout,

        @Parameter(
                label = "N",
                help = "Requests under way at a time (default 20); for --command: processes (default 1)")
        Integer concurrency,

        @Parameter(
                label = "PER-SECOND",
                help = "Open loop: start so many requests a second, whatever the answers do (default: closed loop)")
        Double rate,

        @Parameter(
                label = "N",
                help = "Requests with the first rows before, not counted (default: as many as are under way)")
        Integer warmUp,

        @Parameter(
                label = "TIME",
                usual = "30s",
                help = "For one request, to the last byte of its answer (default: {usual})")
        String timeout,

        @Parameter(
                label = "N",
                usual = "0",
                help = "Repeat requests that fail for a passing reason; recorded, and in the latency (default {usual})")
        Integer retries,

        @Parameter(label = "N", help = "A larger answer counts as failed (default 16 MiB)")
        Integer maxAnswerBytes,

        @Parameter(label = "FILE", help = "Check each output against $defs/output")
        String contract,

        @Parameter(
                label = "FILE",
                usual = "predictions.jsonl",
                help = "Where predictions go; packed if it ends in .gz (default {usual})")
        String predictions,

        @Parameter(label = "FILE", usual = "results.json", help = "Where results go (default {usual})")
        String results,

        @Parameter(label = "FILE", help = "PEM certificates to trust instead of the platform's")
        String ca)
        implements Serializable {
    private static final int CONCURRENCY = 20;

    public EvalParameters {
        concurrency = concurrency == null ? Integer.valueOf(command == null ? CONCURRENCY : 1) : concurrency;
        warmUp = warmUp == null ? concurrency : warmUp;
        maxAnswerBytes = maxAnswerBytes == null ? Integer.valueOf(EvalRequest.MOST_BYTES) : maxAnswerBytes;
    }

    /**
     * What is to be done on this machine.
     *
     * @param directory where relative names of files start, and in which a command runs
     * @param local the eval set on this machine
     * @param headers sent with each request
     * @param form of requests and answers
     * @param resume whether to go on with what the owner has begun
     * @param owner who runs, see {@link EvalRequest}
     */
    public EvalRequest request(
            Path directory,
            Path local,
            Map<String, String> headers,
            Template form,
            boolean resume,
            Optional<String> owner)
            throws BadInputException {
        EvalTarget target = target(directory, headers);
        LoadPlan plan = LoadPlan.of(
                concurrency,
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                warmUp,
                Amounts.duration("timeout", timeout),
                retries);
        if (maxAnswerBytes < 1) {
            throw BadInputException.about(
                    as -> as.apply("maxAnswerBytes") + " is " + maxAnswerBytes + "; at least 1 was expected");
        }
        return new EvalRequest(
                local,
                evalSet,
                target,
                form,
                plan,
                Parameters.file(directory, predictions).toAbsolutePath(),
                Parameters.file(directory, results).toAbsolutePath(),
                Parameters.optionalFile(directory, contract),
                maxAnswerBytes,
                resume,
                owner,
                ParallelLines.defaultThreads());
    }

    private EvalTarget target(Path directory, Map<String, String> headers) throws BadInputException {
        if ((url == null) == (command == null)) {
            throw BadInputException.about(as ->
                    "give either " + as.apply("url") + " or " + as.apply("command") + ": what is to be evaluated");
        }
        if (command == null) {
            return new EvalTarget.Http(EndpointAccess.of(url, headers, Parameters.optionalFile(directory, ca)));
        }
        if (!headers.isEmpty() || ca != null) {
            throw BadInputException.about(as -> "credentials and " + as.apply("ca") + " go with " + as.apply("url")
                    + ", not with " + as.apply("command"));
        }
        return new EvalTarget.Command(
                command, directory.toAbsolutePath(), Amounts.duration("startTimeout", startTimeout));
    }
}
