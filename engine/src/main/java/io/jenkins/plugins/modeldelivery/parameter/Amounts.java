package io.jenkins.plugins.modeldelivery.parameter;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them in options and policies: "5%", "0.05", "300s", "15m". */
public final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");

    private Amounts() {}

    /**
     * A fraction.
     *
     * @param name of the parameter, for the message
     */
    public static double share(String name, String text) throws BadInputException {
        String number = text.strip();
        boolean percent = number.endsWith("%");
        double value = Decimals.finite(percent ? number.substring(0, number.length() - 1) : number)
                .orElseThrow(() -> BadInputException.about(
                        as -> as.apply(name) + " '" + text + "' is neither a fraction nor a percentage such as 5%"));
        return percent ? value / 100 : value;
    }

    /**
     * A length of time.
     *
     * @param name of the parameter, for the message
     */
    public static Duration duration(String name, String text) throws BadInputException {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw BadInputException.about(
                    as -> as.apply(name) + " '" + text + "' is no duration such as 300s, 15m or 31d");
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(value);
            case "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            case "h" -> Duration.ofHours(value);
            case "d" -> Duration.ofDays(value);
            default -> Duration.ofDays(7 * value);
        };
    }
}
