package io.jenkins.plugins.modeldelivery.store;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Objects as files. A new one is written and forced to disk under a temporary name and then published by a hard link,
 * which fails if the name is taken: unlike a move it never overwrites, and unlike an exclusive open it never shows half a
 * file. Safe for several processes on one file system; a killed writer leaves at most a file below {@code .tmp}.
 */
public final class DirectoryStore implements ObjectStore {
    private static final String TEMPORARY = ".tmp";

    private final Path root;
    private final String name;
    private final Consumer<String> step;

    private DirectoryStore(Path root, String name, Consumer<String> step) {
        this.root = root;
        this.name = name;
        this.step = step;
    }

    /** Opens a directory, which is made if it does not exist. */
    public static DirectoryStore open(Path directory) throws DeliveryException {
        return open(directory, done -> {});
    }

    /**
     * The same for readers who need not know where it is: messages of the store name keys only.
     *
     * @param name what messages call the directory
     */
    public static DirectoryStore open(Path directory, String name) throws DeliveryException {
        return open(directory, Optional.of(name), done -> {});
    }

    /** The same with somebody watching each step of a write, who may never let it go on. */
    static DirectoryStore open(Path directory, Consumer<String> step) throws DeliveryException {
        return open(directory, Optional.empty(), step);
    }

    private static DirectoryStore open(Path directory, Optional<String> name, Consumer<String> step)
            throws DeliveryException {
        try {
            Files.createDirectories(directory.resolve(TEMPORARY));
            Path root = directory.toRealPath();
            return new DirectoryStore(root, name.orElse(root.toString()), step);
        } catch (IOException e) {
            throw new BadInputException(
                    "The ledger directory " + name.orElse(directory.toString()) + " cannot be made: " + reason(e), e);
        }
    }

    /** Opens a directory for reading: a missing one is bad input, so that a mistyped path is not an empty ledger. */
    public static DirectoryStore openExisting(Path directory) throws DeliveryException {
        if (!Files.isDirectory(directory)) {
            throw new BadInputException("There is no ledger directory " + directory);
        }
        return open(directory);
    }

    @SuppressFBWarnings(
            value = "NP_NULL_ON_SOME_PATH_FROM_RETURN_VALUE",
            justification = "every key's file lies below the root")
    @Override
    public Optional<byte[]> create(String key, byte[] content) throws DeliveryException, InterruptedException {
        if (content.length > MAX_OBJECT_BYTES) {
            throw tooLarge(key, content.length);
        }
        Path file = file(key);
        try {
            Files.createDirectories(file.getParent());
            requireInside(file);
            Path temporary = root.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
            try {
                writeDurably(temporary, content);
                step.accept("written");
                Files.createLink(file, temporary);
                step.accept("linked");
            } finally {
                Files.deleteIfExists(temporary);
            }
            step.accept("tidied");
            forceDirectory(file.getParent());
        } catch (FileAlreadyExistsException e) {
            byte[] existing = get(key).orElseThrow(() -> new UnreachableException(describe() + " lost " + key, e));
            return Arrays.equals(existing, content) ? Optional.empty() : Optional.of(existing);
        } catch (UnsupportedOperationException e) {
            throw new RefusedException(
                    "The file system of " + name + " has no hard links, which a ledger needs to write safely", e);
        } catch (IOException e) {
            throw unusable(key, e);
        }
        if (!Arrays.equals(get(key).orElse(null), content)) {
            throw new RefusedException(describe() + " does not give back what was written to " + key);
        }
        return Optional.empty();
    }

    private void writeDurably(Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            step.accept("opened");
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            step.accept("unforced");
            out.force(true);
        }
    }

    /** Makes the new name durable too; file systems that cannot open a directory (Windows) do so by themselves. */
    private static void forceDirectory(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    @Override
    public Optional<byte[]> get(String key) throws DeliveryException, InterruptedException {
        Path file = file(key);
        requireInside(file);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(MAX_OBJECT_BYTES + 1);
            if (content.length > MAX_OBJECT_BYTES) {
                throw tooLarge(key, Files.size(file));
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(key, e);
        }
    }

    @Override
    public boolean read(String key, Piece piece) throws DeliveryException, InterruptedException {
        Path file = file(key);
        requireInside(file);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            InterruptibleStreams.pass(in, piece::accept);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unusable(key, e);
        }
    }

    @Override
    public OptionalLong size(String key) throws DeliveryException, InterruptedException {
        Path file = file(key);
        requireInside(file);
        try {
            return OptionalLong.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw unusable(key, e);
        }
    }

    @Override
    public List<String> list(String prefix, String startAfter, int limit) throws DeliveryException {
        Path directory = prefix.isEmpty() ? root : root.resolve(ObjectKeys.requirePrefix(prefix));
        requireInside(directory.resolve("any"));
        return DirectoryListing.of(directory, name, prefix, startAfter, limit);
    }

    @Override
    public void delete(String key) throws DeliveryException, InterruptedException {
        Path file = file(key);
        requireInside(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(key, e);
        }
    }

    @Override
    public String describe() {
        return name;
    }

    private Path file(String key) throws BadInputException {
        return root.resolve(ObjectKeys.require(key));
    }

    /** No symbolic link may lead a key out of the directory, nor to another key's file. */
    @SuppressFBWarnings(
            value = "NP_NULL_ON_SOME_PATH_FROM_RETURN_VALUE",
            justification = "every key's file lies below the root")
    private void requireInside(Path file) throws RefusedException {
        for (Path path = file; !path.equals(root); path = path.getParent()) {
            if (Files.isSymbolicLink(path)) {
                throw new RefusedException(
                        root.relativize(path) + " in " + name + " is a symbolic link; a ledger holds none");
            }
        }
    }

    private UnreachableException unusable(String key, IOException e) throws InterruptedException {
        if (e instanceof ClosedByInterruptException) { // says nothing about the directory
            Thread.interrupted();
            throw new InterruptedException("interrupted at " + key);
        }
        return new UnreachableException(key + " in " + name + " cannot be used: " + reason(e), e);
    }

    private RefusedException tooLarge(String key, long size) {
        return new RefusedException(
                key + " has " + size + " bytes; objects of a ledger have at most " + (MAX_OBJECT_BYTES >> 20) + " MiB");
    }

    /** What went wrong, without the path that the file system puts into each of its messages. */
    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        String why = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return why == null ? kind : kind + ": " + why;
    }

    /** Lists files as an S3 store lists keys. */
    static final class DirectoryListing {
        private DirectoryListing() {}

        /** @param name what messages call the store */
        static List<String> of(Path directory, String name, String prefix, String startAfter, int limit)
                throws DeliveryException {
            List<String> keys = new ArrayList<>();
            collect(directory, name, prefix, startAfter, limit, keys);
            return keys;
        }

        /**
         * Depth first in the order of whole keys, for which a directory sorts as if its name ended in a slash. Only of what is
         * listed is it asked what it is: no name tells, since a model, too, may be called {@code a.json}.
         */
        private static void collect(
                Path directory, String name, String prefix, String startAfter, int limit, List<String> keys)
                throws DeliveryException {
            // a heap: of ten thousand names, often only the first is wanted
            PriorityQueue<String> entries = new PriorityQueue<>(entries(directory, name, prefix, startAfter));
            while (!entries.isEmpty() && keys.size() < limit) {
                String entry = entries.poll();
                String key = prefix + entry;
                if (key.endsWith("/")) {
                    collect(directory.resolve(entry), name, key, startAfter, limit, keys);
                } else if (Files.isDirectory(directory.resolve(entry))) {
                    entries.add(entry + "/");
                } else if (key.compareTo(startAfter) > 0) {
                    keys.add(key);
                }
            }
        }

        /** The names that may matter, in any order: files after a key, and directories that may hold some. */
        @SuppressFBWarnings(
                value = "NP_NULL_ON_SOME_PATH_FROM_RETURN_VALUE",
                justification = "an entry of a directory has a name")
        private static List<String> entries(Path directory, String store, String prefix, String startAfter)
                throws DeliveryException {
            List<String> entries = new ArrayList<>();
            if (!startAfter.startsWith(prefix) && startAfter.compareTo(prefix) > 0) {
                return entries;
            }
            String after = startAfter.startsWith(prefix) ? startAfter.substring(prefix.length()) : "";
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Path path : stream) {
                    String name = path.getFileName().toString();
                    if (!name.startsWith(".") && (name.compareTo(after) > 0 || after.startsWith(name))) {
                        entries.add(name);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return entries;
            } catch (IOException e) {
                throw new UnreachableException(
                        prefix + " in " + store + " cannot be listed: " + DirectoryStore.reason(e), e);
            }
            return entries;
        }
    }
}
