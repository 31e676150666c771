package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small entries about each model, of which the newest are read in few requests. Entry i is created once as the object
 * number 999999999999 - i, so the newest comes first in a listing; the object is a page that holds the entry and copies of
 * those before it, back to the last multiple of {@value #PAGE}. The last n entries are one listing and at most
 * n / {@value #PAGE} + 2 reads.
 */
public final class Journal {
    static final String DOCUMENT = "journal-page";

    /** Entries on a page at most. */
    static final int PAGE = 128;

    /** Largest entry. */
    public static final int MAX_ENTRY_BYTES = 16 << 10;

    /** Entries as their writers made them, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Page(String model, List<JsonNode> entries) {}

    /**
     * What a ledger has to know of an entry, whoever wrote it.
     *
     * @param version whose evidence the id is, where it is one
     * @param sha256 of the data set whose fingerprint it is about
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(String id, Instant time, Optional<String> version, Optional<String> sha256) {
        static Entry of(ObjectNode entry, String source) throws BadInputException {
            return Json.bind(entry, Entry.class, source);
        }
    }

    private final ObjectStore store;
    private final String name;
    private final Retry retry;

    Journal(ObjectStore store, String name, Retry retry) {
        this.store = store;
        this.name = name;
        this.retry = retry;
    }

    /**
     * Adds an entry at the end. One whose {@code id} is among the last {@value #PAGE} already is no change, so whoever got
     * no answer may ask again.
     *
     * @param entry with an {@code id}, unique, and a {@code time}; at most 16 KiB
     * @return whether it is new
     * @throws LostRaceException when others were first too often
     */
    public boolean append(String model, ObjectNode entry) throws DeliveryException, InterruptedException {
        ObjectNode added = Stored.normal(entry, "the entry");
        requireFits(model, added);
        String id = Entry.of(added, "the entry").id;
        for (int attempt = 1; attempt <= retry.attempts(); attempt++) {
            long last = newest(model);
            List<ObjectNode> page = whole(model, last);
            if (holds(page, id) || attempt == 1 && holds(whole(model, before(last)), id)) {
                return false;
            }
            List<JsonNode> entries = new ArrayList<>(List.of(added));
            if (last % PAGE != 0) {
                entries.addAll(page);
            }
            ObjectNode json = Json.document(DOCUMENT, new Page(model, entries));
            if (store.create(key(model, last + 1), Stored.bytes(json)).isEmpty()) {
                return true;
            }
            retry.pause(attempt);
        }
        throw new LostRaceException("Others added to the " + name + " of " + model + " first, " + retry.attempts()
                + " times in a row; try again");
    }

    /** @throws RefusedException when an entry is too large to be added; to be asked before anything that it is about is written */
    public void requireFits(String model, ObjectNode entry) throws RefusedException {
        int bytes = Stored.bytes(entry).length;
        if (bytes > MAX_ENTRY_BYTES) {
            throw new RefusedException("An entry of the " + name + " of " + model + " would have " + bytes
                    + " bytes, at most 16 KiB are kept; nothing was recorded");
        }
    }

    private boolean holds(List<ObjectNode> page, String id) throws BadInputException {
        for (ObjectNode entry : page) {
            if (Entry.of(entry, "an entry of the " + name).id.equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** The last entries, newest first. */
    public List<ObjectNode> tail(String model, int limit) throws DeliveryException, InterruptedException {
        return tail(model, limit, Instant.MIN);
    }

    /**
     * The last entries, newest first, back to the first whose {@code time} lies before a moment.
     *
     * @param limit at most so many
     */
    public List<ObjectNode> tail(String model, int limit, Instant since)
            throws DeliveryException, InterruptedException {
        List<ObjectNode> entries = new ArrayList<>();
        long position = newest(model);
        while (position > 0) {
            for (ObjectNode entry : whole(model, position)) {
                if (entries.size() >= limit
                        || Entry.of(entry, key(model, position)).time.isBefore(since)) {
                    return entries;
                }
                entries.add(entry);
            }
            position = before(position);
        }
        return entries;
    }

    /**
     * The page at a position or, where that is damaged, the one before it, which holds all but the newest entry: damage costs
     * one entry, which {@link #verified} names, and not the history.
     */
    private List<ObjectNode> whole(String model, long position) throws DeliveryException, InterruptedException {
        for (long at = position; at > before(position); at--) {
            try {
                return page(model, at);
            } catch (BadInputException e) {
                // stepped over
            }
        }
        return List.of();
    }

    /** The ids of all entries, newest first. */
    public List<String> ids(String model) throws DeliveryException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (ObjectNode entry : tail(model, Integer.MAX_VALUE)) {
            ids.add(Entry.of(entry, "an entry of the " + name).id);
        }
        return ids;
    }

    /** The keys of the objects that together hold every entry once, oldest first. */
    public List<String> keys(String model) throws DeliveryException, InterruptedException {
        List<String> keys = new ArrayList<>();
        for (long position = newest(model); position > 0; position = before(position)) {
            keys.add(0, key(model, position));
        }
        return keys;
    }

    /**
     * Reads every page and checks that each continues the one before.
     *
     * @return all entries, oldest first
     * @throws BadInputException naming the first page that is missing, damaged, or does not continue the one before
     */
    List<ObjectNode> verified(String model) throws DeliveryException, InterruptedException {
        List<ObjectNode> all = new ArrayList<>();
        List<ObjectNode> before = List.of();
        long last = newest(model);
        for (long position = 1; position <= last; position++) {
            List<ObjectNode> page = page(model, position);
            boolean follows = page.size() == position - before(position)
                    && (page.size() == 1 || page.subList(1, page.size()).equals(before));
            if (!follows) {
                throw new BadInputException(key(model, position) + " does not continue the page before it");
            }
            all.add(page.get(0));
            before = page;
        }
        return all;
    }

    private long newest(String model) throws DeliveryException, InterruptedException {
        return NumberedKeys.newest(store, prefix(model));
    }

    private List<ObjectNode> page(String model, long position) throws DeliveryException, InterruptedException {
        String key = key(model, position);
        List<ObjectNode> entries = new ArrayList<>();
        for (JsonNode entry : Stored.read(Stored.require(store, key), DOCUMENT, Page.class, key).entries) {
            if (!(entry instanceof ObjectNode object)) {
                throw new BadInputException(key + " holds an entry that is no object");
            }
            entries.add(object);
        }
        if (entries.isEmpty() || entries.size() > position - before(position)) {
            throw new BadInputException(key + " holds " + entries.size() + " entries where "
                    + (position - before(position)) + " were expected");
        }
        return entries;
    }

    /** The last position on the page before. */
    private static long before(long position) {
        return (position - 1) / PAGE * PAGE;
    }

    private String prefix(String model) throws BadInputException {
        return "models/" + Names.require("model", model) + "/" + name + "/";
    }

    private String key(String model, long position) throws BadInputException {
        return NumberedKeys.newestFirst(prefix(model), position);
    }
}
