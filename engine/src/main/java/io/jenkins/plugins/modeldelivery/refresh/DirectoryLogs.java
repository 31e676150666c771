package io.jenkins.plugins.modeldelivery.refresh;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Log files below a directory: {@code .jsonl}, {@code .ndjson}, {@code .json}, {@code .log}, each also with {@code .gz}. */
public final class DirectoryLogs implements LogSource {
    static final Pattern LOG = Pattern.compile(".*\\.(jsonl|ndjson|json|log)(\\.gz)?");

    private final Path directory;

    /** @param directory or a single file of any name */
    public DirectoryLogs(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> names() throws BadInputException {
        if (Files.isRegularFile(directory)) {
            return List.of("");
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> LOG.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadInputException(directory + " is neither a file nor a directory with logs that can be read", e);
        }
    }

    @Override
    public void with(String name, Use use) throws DeliveryException, InterruptedException {
        use.read(directory.resolve(name));
    }

    @Override
    public String describe() {
        return directory.toString();
    }
}
