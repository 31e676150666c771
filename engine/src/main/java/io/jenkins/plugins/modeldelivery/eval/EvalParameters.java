package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an evaluation runs, as people say it, without what lets us in; ranges are checked by {@link LoadPlan}.
 *
 * @param evalSet rows with id and input (and label), JSONL, plain or gzip; a file or {@code s3://BUCKET/KEY}
 * @param url the model's endpoint, http or https
 * @param command instead of a URL: a shell command that answers each line of its input with a line
 * @param startTimeout for a started process's first answer; 120s unless given
 * @param template file of a request template, to which protocol and modelName add
 * @param concurrency requests under way at a time; 20 unless given, and 1 process for a command
 * @param rate requests a second in an open loop; a closed loop unless given
 * @param warmUp requests with the first rows before, not counted; as many as are under way unless given
 * @param timeout for one request, to the last byte of its answer; 30s unless given
 * @param retries of requests that fail for a passing reason; 0 unless given
 * @param maxAnswerBytes a larger answer counts as failed; 16 MiB unless given
 * @param contract file that each output is checked against
 * @param predictions file they go to, packed if it ends in {@code .gz}; {@code predictions.jsonl} unless given
 * @param results file they go to; {@code results.json} unless given
 * @param ca file of PEM certificates to trust instead of the platform's
 */
public record EvalParameters(
        String evalSet,
        String url,
        String command,
        String startTimeout,
        String protocol,
        String modelName,
        String template,
        Integer concurrency,
        Double rate,
        Integer warmUp,
        String timeout,
        Integer retries,
        Integer maxAnswerBytes,
        String contract,
        String predictions,
        String results,
        String ca)
        implements Serializable {
    private static final int CONCURRENCY = 20;

    public EvalParameters {
        startTimeout = startTimeout == null ? "120s" : startTimeout;
        concurrency = concurrency == null ? Integer.valueOf(command == null ? CONCURRENCY : 1) : concurrency;
        warmUp = warmUp == null ? concurrency : warmUp;
        timeout = timeout == null ? "30s" : timeout;
        retries = retries == null ? Integer.valueOf(0) : retries;
        maxAnswerBytes = maxAnswerBytes == null ? Integer.valueOf(EvalRequest.MOST_BYTES) : maxAnswerBytes;
        predictions = predictions == null ? "predictions.jsonl" : predictions;
        results = results == null ? "results.json" : results;
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

    /** The form of requests and answers, as template, protocol and modelName say it. */
    public Template form(Path directory) throws BadInputException {
        ObjectNode config = Template.config(Parameters.optionalFile(directory, template));
        if (protocol != null) {
            config.put("protocol", protocol);
        }
        if (modelName != null) {
            config.put("model", modelName);
        }
        return Template.of(config);
    }
}
