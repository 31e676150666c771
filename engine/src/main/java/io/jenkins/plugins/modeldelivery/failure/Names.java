package io.jenkins.plugins.modeldelivery.failure;

import java.util.regex.Pattern;

/** The one rule for names of models, versions, environments and everything else that becomes a path or a key. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Names() {}

    public static boolean isName(String value) {
        return value != null && NAME.matcher(value).matches();
    }

    /**
     * Returns the value if it is a name.
     *
     * @param kind what is named, for the message: "model", "version", "environment"
     * @throws BadInputException naming the kind and the rule
     */
    public static String require(String kind, String value) throws BadInputException {
        if (!isName(value)) {
            throw new BadInputException("'" + printable(value) + "' is not a valid " + kind
                    + " name: letters, digits, '.', '_' and '-' only, at most 128, starting with a letter or digit");
        }
        return value;
    }

    private static String printable(String value) {
        if (value == null) {
            return "";
        }
        String shown = PlainText.shown(value);
        return shown.length() > 60 ? shown.substring(0, 60) + "..." : shown;
    }
}
