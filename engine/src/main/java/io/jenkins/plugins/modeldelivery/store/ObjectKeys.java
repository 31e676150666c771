package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The grammar of keys, and walks over them. */
public final class ObjectKeys {
    private static final String SEGMENT = "[A-Za-z0-9_][A-Za-z0-9._-]{0,199}";
    private static final Pattern KEY = Pattern.compile(SEGMENT + "(/" + SEGMENT + "){0,15}");

    /** Sorts after every character that a key may hold. */
    private static final String LAST = "~";

    private static final String JSON = ".json";

    private static final int PAGE = 1000;
    private static final int SHORT_PAGE = 16;
    private static final int GROWTH = 8;

    private ObjectKeys() {}

    static String require(String key) throws BadInputException {
        if (!KEY.matcher(key).matches()) {
            throw new BadInputException("'" + PlainText.shown(key) + "' is not a key of an object store");
        }
        return key;
    }

    static String requirePrefix(String prefix) throws BadInputException {
        if (!prefix.isEmpty()) {
            if (!prefix.endsWith("/")) {
                throw new BadInputException("'" + PlainText.shown(prefix) + "' does not end in '/'");
            }
            require(prefix.substring(0, prefix.length() - 1));
        }
        return prefix;
    }

    /** All keys below a prefix, page by page; for what is known to be small. */
    public static List<String> all(ObjectStore store, String prefix) throws DeliveryException, InterruptedException {
        return after(store, prefix, "");
    }

    /** All keys below a prefix that are greater than a given one. */
    public static List<String> after(ObjectStore store, String prefix, String startAfter)
            throws DeliveryException, InterruptedException {
        List<String> keys = new ArrayList<>();
        String last = startAfter;
        while (true) {
            List<String> page = store.list(prefix, last, PAGE);
            keys.addAll(page);
            if (page.size() < PAGE) {
                return keys;
            }
            last = page.get(page.size() - 1);
        }
    }

    /**
     * The names of the documents right below a prefix, without {@code .json}. Anything else is passed over: some stores
     * list a write that is still under way under a temporary name.
     */
    public static List<String> names(ObjectStore store, String prefix) throws DeliveryException, InterruptedException {
        return all(store, prefix).stream()
                .filter(key -> key.endsWith(JSON) && key.indexOf('/', prefix.length()) < 0)
                .map(key -> key.substring(prefix.length(), key.length() - JSON.length()))
                .toList();
    }

    /** The names of the "directories" right below a prefix. */
    public static List<String> children(ObjectStore store, String prefix)
            throws DeliveryException, InterruptedException {
        return entries(store, prefix).stream()
                .filter(entry -> entry.endsWith("/"))
                .map(entry -> entry.substring(0, entry.length() - 1))
                .toList();
    }

    /** The names, without {@code .json}, of the objects right below a prefix, skipping what lies in "directories". */
    public static List<String> files(ObjectStore store, String prefix) throws DeliveryException, InterruptedException {
        return entries(store, prefix).stream()
                .filter(entry -> entry.endsWith(JSON))
                .map(entry -> entry.substring(0, entry.length() - JSON.length()))
                .toList();
    }

    /**
     * What lies right below a prefix, "directories" with a slash. A page that shows nothing but the inside of one of them
     * makes the next one smaller, since the rest of it is skipped: large ones cost a short request each, plain objects
     * one request for a thousand.
     */
    private static List<String> entries(ObjectStore store, String prefix)
            throws DeliveryException, InterruptedException {
        List<String> entries = new ArrayList<>();
        String last = "";
        int limit = PAGE;
        while (true) {
            List<String> page = store.list(prefix, last, limit);
            int known = entries.size();
            for (String key : page) {
                String entry = entry(key, prefix);
                if (entries.isEmpty() || !entry.equals(entries.get(entries.size() - 1))) {
                    entries.add(entry);
                }
            }
            if (page.size() < limit) {
                return entries;
            }
            String end = entries.get(entries.size() - 1);
            boolean isInside = end.endsWith("/");
            last = prefix + end + (isInside ? LAST : "");
            boolean isOneOnly = isInside && entries.size() == known + 1;
            limit = isOneOnly ? Math.max(SHORT_PAGE, limit / GROWTH) : Math.min(PAGE, limit * GROWTH);
        }
    }

    private static String entry(String key, String prefix) {
        int slash = key.indexOf('/', prefix.length());
        return key.substring(prefix.length(), slash < 0 ? key.length() : slash + 1);
    }
}
