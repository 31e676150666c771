package io.jenkins.plugins.modeldelivery.store;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Lists files as an S3 store lists keys. */
final class DirectoryListing {
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
