package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys that end in a number of twelve digits. */
final class NumberedKeys {
    private static final Pattern KEY = Pattern.compile(".*/([0-9]{12})\\.json");

    /** More than one, in case a store lists what is still being written. */
    private static final int FEW = 20;

    private static final long LARGEST = 999_999_999_999L;

    private NumberedKeys() {}

    static String key(String prefix, long number) {
        return prefix + String.format(Locale.ROOT, "%012d", number) + ".json";
    }

    /** A key whose number falls as the position rises, so that the newest comes first in a listing. */
    static String newestFirst(String prefix, long position) {
        return key(prefix, LARGEST - position);
    }

    /** The newest position among the keys of that kind below a prefix; 0 for none. */
    static long newest(ObjectStore store, String prefix) throws DeliveryException, InterruptedException {
        List<Long> numbers = numbers(store.list(prefix, "", FEW));
        return numbers.isEmpty() ? 0 : LARGEST - numbers.get(0);
    }

    static long number(String key) throws BadInputException {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            throw new BadInputException(key + " does not belong into a ledger: a name of twelve digits was expected");
        }
        return Long.parseLong(matcher.group(1));
    }

    /** The numbers of the keys that end in one, in the order of the keys; others are passed over. */
    static List<Long> numbers(List<String> keys) {
        return keys.stream()
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .toList();
    }
}
