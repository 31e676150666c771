package io.jenkins.plugins.modeldelivery.io;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Opens tables of other programs, for which a second jar is needed. It is looked for on the class path, then where the environment of this
 * process says, then beside the jar that this class is in. The environment of a build is not asked: whoever writes a
 * Pipeline would choose what runs in an agent's own process.
 */
public final class Tables {
    static final String JAR = "model-delivery-formats.jar";
    static final String VARIABLE = "MODEL_DELIVERY_FORMATS";

    private Tables() {}

    /**
     * Opens a table; the caller closes it.
     *
     * @param digest is given the file's bytes, all of them; what it was given before is forgotten
     * @throws BadInputException also where nothing reads the format
     */
    public static Table open(ForeignFormat format, Path file, MessageDigest digest) throws BadInputException {
        return open(format, file, digest, Optional.ofNullable(System.getenv(VARIABLE)), Tables.class);
    }

    static Table open(
            ForeignFormat format, Path file, MessageDigest digest, Optional<String> configured, Class<?> beside)
            throws BadInputException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    file + " is " + format.shown() + " in a pipe, which is read from its end; give it as a file");
        }
        digest.reset();
        Optional<TableFormat> near = find(format, ServiceLoader.load(TableFormat.class, Tables.class.getClassLoader()));
        if (near.isPresent()) {
            return open(near.get(), file, digest);
        }
        Path jar = jar(configured, beside).orElseThrow(() -> new BadInputException(file + " is " + format.remedy()));
        URLClassLoader loader = loader(jar);
        try {
            TableFormat found = find(format, ServiceLoader.load(TableFormat.class, loader))
                    .orElseThrow(() -> new BadInputException(jar + " reads no " + format.shown()));
            return new Loaded(open(found, file, digest), loader);
        } catch (ServiceConfigurationError | LinkageError e) {
            close(loader, e);
            throw new BadInputException(jar + " is not of this version of model-delivery; take both from one build", e);
        } catch (BadInputException | RuntimeException e) {
            close(loader, e);
            throw e;
        }
    }

    private static Table open(TableFormat found, Path file, MessageDigest digest) throws BadInputException {
        try {
            return found.open(file, digest);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<TableFormat> find(ForeignFormat format, ServiceLoader<TableFormat> all) {
        return all.stream()
                .map(ServiceLoader.Provider::get)
                .filter(known -> known.format() == format)
                .findFirst();
    }

    private static Optional<Path> jar(Optional<String> configured, Class<?> beside) throws BadInputException {
        String name = configured.orElse("").strip();
        if (name.isEmpty()) {
            return home(beside).map(home -> home.resolveSibling(JAR)).filter(Files::isRegularFile);
        }
        try {
            if (Files.isRegularFile(Path.of(name))) {
                return Optional.of(Path.of(name));
            }
            throw new BadInputException(
                    VARIABLE + " names " + name + ", which is not a file; it takes the path of " + JAR);
        } catch (InvalidPathException e) {
            throw new BadInputException(VARIABLE + " is no path: " + e.getMessage(), e);
        }
    }

    /** The jar or directory that a class comes from; empty where it came another way, as on some agents. */
    private static Optional<Path> home(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return source.getLocation().getProtocol().equals("file")
                    ? Optional.of(Path.of(source.getLocation().toURI()))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty(); // an address with blanks in it is nobody's jar
        }
    }

    private static URLClassLoader loader(Path jar) throws BadInputException {
        try {
            return new URLClassLoader(new URL[] {jar.toUri().toURL()}, new EngineOnly());
        } catch (IOException e) {
            throw new BadInputException(jar + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void close(URLClassLoader loader, Throwable failure) {
        try {
            loader.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Shows the jar's classes the platform and the engine, and no library that happens to be around, of whatever version. */
    private static final class EngineOnly extends ClassLoader {
        private static final String ENGINE = Tables.class.getPackageName().replaceFirst("[^.]*$", "");

        EngineOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(ENGINE)) {
                return Class.forName(name, false, Tables.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** A table whose classes are given back with it. */
    private record Loaded(Table table, URLClassLoader loader) implements Table {
        @Override
        public List<Column> columns() {
            return table.columns();
        }

        @Override
        public void choose(Set<String> names) {
            table.choose(names);
        }

        @Override
        public boolean next(ValueSink row) throws IOException {
            return table.next(row);
        }

        @Override
        public Optional<String> warning() {
            return table.warning();
        }

        @Override
        public void close() throws IOException {
            try (loader) {
                table.close();
            }
        }
    }
}
