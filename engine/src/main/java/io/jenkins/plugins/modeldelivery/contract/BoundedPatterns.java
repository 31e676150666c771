package io.jenkins.plugins.modeldelivery.contract;

import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Regular expressions whose work is bounded for each record. RE2 takes time in proportion to the text; what it does not know
 * (looking around, references back, possessive repetition) is left to the JDK's backtracking, with a limit of steps. A record
 * that would need more is not decided. Steps are counted, not timed, so that the answer is the same on every machine.
 */
final class BoundedPatterns implements RegularExpressionFactory {
    /** Characters that the JDK's expressions may look at in one record: some 20 ms. */
    static final long MOST_STEPS = 1_000_000;

    /** The same for RE2's, which look at each character once for each instruction of their program. */
    static final long MOST_RE2_STEPS = 100_000_000;

    private static final int MOST_PARENTHESES = 500; // within each other; parsing them recurses
    private static final long MOST_INSTRUCTIONS = 20_000;
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");
    private static final ThreadLocal<Effort> EFFORT = ThreadLocal.withInitial(Effort::new);

    private static final class Effort {
        private long left;
        private long leftOfRe2;
        private String exceededBy;
    }

    private static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded() {
            super(null, null, false, false);
        }
    }

    /** A record begins. */
    static void begin() {
        Effort effort = EFFORT.get();
        effort.left = MOST_STEPS;
        effort.leftOfRe2 = MOST_RE2_STEPS;
        effort.exceededBy = null;
    }

    /** The pattern that could not be decided since then. */
    static Optional<String> exceededBy() {
        return Optional.ofNullable(EFFORT.get().exceededBy);
    }

    private static boolean exceeded(String pattern) {
        EFFORT.get().exceededBy = pattern;
        return false;
    }

    /** @throws IllegalArgumentException when it is no regular expression */
    @Override
    public RegularExpression getRegularExpression(String regex) {
        requireShallow(regex);
        String known = RegularExpressions.replaceLongformCharacterProperties(regex);
        if (instructions(known) <= MOST_INSTRUCTIONS) {
            try {
                com.google.re2j.Pattern linear = com.google.re2j.Pattern.compile(known);
                return text -> linear(linear, text, regex);
            } catch (PatternSyntaxException e) {
                // the JDK may know it
            }
        }
        Pattern backtracking = Pattern.compile(RegularExpressions.replaceDollarAnchors(known));
        return text -> backtracking(backtracking, text, regex);
    }

    private static void requireShallow(String regex) {
        int depth = 0;
        for (int i = 0; i < regex.length(); i++) {
            depth += regex.charAt(i) == '(' ? 1 : regex.charAt(i) == ')' ? -1 : 0;
            if (depth > MOST_PARENTHESES) {
                throw new IllegalArgumentException(
                        "a pattern has more than " + MOST_PARENTHESES + " parentheses within each other");
            }
        }
    }

    /** At most so many instructions RE2 makes of it, which writes repetitions out. */
    private static long instructions(String regex) {
        long most = regex.length();
        Matcher repetitions = REPETITION.matcher(regex);
        while (repetitions.find() && most <= MOST_INSTRUCTIONS) {
            String upper = repetitions.group(2) == null || repetitions.group(2).isEmpty()
                    ? repetitions.group(1)
                    : repetitions.group(2);
            most *= 1 + Long.parseLong(upper);
        }
        return most;
    }

    private static boolean linear(com.google.re2j.Pattern pattern, String text, String regex) {
        Effort effort = EFFORT.get();
        effort.leftOfRe2 -= (text.length() + 1L) * pattern.programSize();
        return effort.leftOfRe2 < 0 ? exceeded(regex) : pattern.matcher(text).find();
    }

    private static boolean backtracking(Pattern pattern, String text, String regex) {
        try {
            return pattern.matcher(new Counted(text, EFFORT.get())).find();
        } catch (Exceeded | StackOverflowError e) {
            return exceeded(regex);
        }
    }

    private record Counted(CharSequence text, Effort effort) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--effort.left < 0) {
                throw new Exceeded();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), effort);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
