package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.eval.EndpointAccess;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** Where the model of {@code eval} answers, and how it lets us in. A secret is named, never written on the command line. */
final class EndpointOptions {
    @Option(names = "--token-env", paramLabel = "NAME", description = "Environment variable with a bearer token")
    String tokenEnv;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with a bearer token")
    Path tokenFile;

    @Option(names = "--basic-env", paramLabel = "NAME", description = "Environment variable with user:password")
    String basicEnv;

    @Option(names = "--basic-file", paramLabel = "FILE", description = "File with user:password")
    Path basicFile;

    @Option(
            names = "--header-env",
            paramLabel = "HEADER=NAME",
            description = "A header whose value stands in this environment variable; repeatable")
    Map<String, String> headerEnv = new TreeMap<>();

    @Option(
            names = "--header-file",
            paramLabel = "HEADER=FILE",
            description = "A header whose value stands in this file; repeatable")
    Map<String, Path> headerFile = new TreeMap<>();

    /** @param environment looks a variable up; null where it is not set */
    Map<String, String> headers(UnaryOperator<String> environment) throws BadInputException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : headerEnv.entrySet()) {
            put(headers, header.getKey(), variable(environment, header.getValue()));
        }
        for (Map.Entry<String, Path> header : headerFile.entrySet()) {
            put(headers, header.getKey(), content(header.getValue()));
        }
        if (tokenEnv != null) {
            put(headers, "Authorization", EndpointAccess.bearer(variable(environment, tokenEnv)));
        }
        if (tokenFile != null) {
            put(headers, "Authorization", EndpointAccess.bearer(content(tokenFile)));
        }
        if (basicEnv != null) {
            put(headers, "Authorization", EndpointAccess.basic(variable(environment, basicEnv)));
        }
        if (basicFile != null) {
            put(headers, "Authorization", EndpointAccess.basic(content(basicFile)));
        }
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) throws BadInputException {
        if (headers.put(name, value) != null) {
            throw new BadInputException("The header " + name + " is given twice");
        }
    }

    private static String variable(UnaryOperator<String> environment, String name) throws BadInputException {
        String value = environment.apply(name);
        if (value == null || value.isBlank()) {
            throw new BadInputException("The environment variable " + name + " is not set");
        }
        return value.strip();
    }

    private static String content(Path file) throws BadInputException {
        try {
            String value = Files.readString(file).strip();
            if (value.isEmpty()) {
                throw new BadInputException(file + " is empty; a secret was expected");
            }
            return value;
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
