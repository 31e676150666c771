package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Option;

/** How to log in to Prometheus: from a file or the environment, never from the command line, which others can read. */
final class PrometheusCredentials {
    @Option(names = "--token-file", paramLabel = "FILE", description = "Bearer token for Prometheus")
    Path tokenFile;

    @Option(names = "--token-env", paramLabel = "VARIABLE", description = "Environment variable with a bearer token")
    String tokenVariable;

    @Option(names = "--basic-file", paramLabel = "FILE", description = "user:password for Prometheus")
    Path basicFile;

    @Option(names = "--basic-env", paramLabel = "VARIABLE", description = "Environment variable with user:password")
    String basicVariable;

    /** The value of the Authorization header. */
    String authorization() throws BadInputException {
        if (tokenFile != null || tokenVariable != null) {
            String token = tokenFile != null ? file(tokenFile) : variable(tokenVariable);
            return "Bearer " + line(token, tokenFile != null ? tokenFile.toString() : tokenVariable);
        }
        String source = basicFile != null ? basicFile.toString() : basicVariable;
        String pair = line(basicFile != null ? file(basicFile) : variable(basicVariable), source);
        if (pair.indexOf(':') < 1) {
            throw new BadInputException(source + " does not hold user:password");
        }
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(String text, String source) throws BadInputException {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.chars().anyMatch(c -> c < ' ')) {
            throw new BadInputException(source + " holds no credentials in one line");
        }
        return stripped;
    }

    private static String file(Path file) throws BadInputException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String variable(String name) throws BadInputException {
        String value = System.getenv(name);
        if (value == null) {
            throw new BadInputException("Environment variable " + name + " is not set");
        }
        return value;
    }
}
