package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * One view of both sides: of the same field, which holds the same kind of thing, over the same classes.
 *
 * @param field that it is of
 * @param isOnly whether there is no other
 * @param defects of it as a whole, which are never PASS
 * @param remark about its classes; may be empty
 */
record ViewPair(String field, boolean isOnly, View.Kind kind, Samples samples, List<String> defects, String remark) {
    private static final int MOST_NAMED = 5;

    /** The views that two samples have in common, which are all of them. */
    static List<ViewPair> of(Vectors reference, Vectors current, DriftOptions options) throws BadInputException {
        List<View> before = compared(reference);
        List<View> now = compared(current);
        if (reference.rows() == 0 || current.rows() == 0) {
            return List.of(new ViewPair("", true, View.Kind.NUMBERS, new Samples(reference, current), List.of(), ""));
        }
        if (before.size() != now.size()) {
            throw new BadInputException("the reference has " + before.size() + " views, the current data " + now.size()
                    + "; compare the same fields of both");
        }
        List<ViewPair> pairs = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            requireAlike(before.get(i), now.get(i));
            boolean isOnly = before.size() == 1;
            ViewPair pair = before.get(i).hasClasses()
                    ? overClasses(isOnly, reference.view(i), current.view(i))
                    : new ViewPair(
                            now.get(i).field(),
                            isOnly,
                            now.get(i).kind(),
                            Samples.of(reference.view(i), current.view(i)),
                            List.of(),
                            "");
            pairs.add(options.scale() == DriftOptions.Scale.ROBUST ? pair.scaled() : pair);
        }
        return List.copyOf(pairs);
    }

    /** Its name where there are several; else none, as it goes without saying. */
    String name() {
        return isOnly ? "" : field;
    }

    private static List<View> compared(Vectors side) {
        return side.views().stream()
                .filter(view -> view.kind() != View.Kind.CATEGORY)
                .toList();
    }

    private static void requireAlike(View reference, View current) throws BadInputException {
        if (reference.kind() != current.kind()) {
            throw new BadInputException(
                    "'" + current.field() + "' is " + said(reference.kind()) + " in the reference and "
                            + said(current.kind()) + " in the current data; compare the same of both");
        }
        boolean isNamed = reference.kind() == View.Kind.NUMBERS
                && !reference.names().isEmpty()
                && !current.names().isEmpty();
        if (isNamed && !reference.names().equals(current.names())) {
            int u = 0;
            while (u < Math.min(reference.width(), current.width())
                    && reference.names().get(u).equals(current.names().get(u))) {
                u++;
            }
            throw new BadInputException("number " + (u + 1) + " of a row is " + place(reference, u)
                    + " the reference and " + place(current, u)
                    + " the current data; write both with the same columns of numbers in the same order");
        }
    }

    private static String place(View side, int number) {
        return number < side.width() ? "in " + side.column(number) + " of" : "missing in";
    }

    private static String said(View.Kind kind) {
        return switch (kind) {
            case SCORES -> "scores of classes";
            case LABEL -> "a class";
            case TEXT -> "a text";
            default -> "numbers";
        };
    }

    /** In the order of their names. A class that one side never mentions counts as 0 there. */
    private static ViewPair overClasses(boolean isOnly, Vectors reference, Vectors current) {
        View before = reference.views().get(0);
        View now = current.views().get(0);
        SortedSet<String> all = new TreeSet<>(before.names());
        all.addAll(now.names());
        List<String> lacks = new ArrayList<>();
        addLacking(lacks, all, before, "reference");
        addLacking(lacks, all, now, "current data");
        List<String> classes = List.copyOf(all);
        Samples samples = new Samples(reference.over(classes), current.over(classes));
        boolean isScored = now.kind() == View.Kind.SCORES;
        String said = lacks.isEmpty() ? "" : "'" + now.field() + "': " + String.join(", and ", lacks);
        return new ViewPair(
                now.field(),
                isOnly,
                now.kind(),
                samples,
                isScored && !lacks.isEmpty()
                        ? List.of("other classes: " + said + "; compare scores of the same model")
                        : List.of(),
                isScored ? "" : said);
    }

    private static void addLacking(List<String> lacks, SortedSet<String> all, View side, String called) {
        List<String> missing = new ArrayList<>(all);
        missing.removeAll(side.names());
        if (!missing.isEmpty()) {
            String more = missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " more" : "";
            lacks.add("the " + called + " has no class "
                    + String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())))
                    + more);
        }
    }

    /** Columns of classes and hashed texts have one scale already. */
    private ViewPair scaled() {
        return kind == View.Kind.NUMBERS ? new ViewPair(field, isOnly, kind, samples.scaled(), defects, remark) : this;
    }

    /** Some rows of both sides. */
    ViewPair where(IntPredicate ofReference, IntPredicate ofCurrent) {
        Samples some = new Samples(
                samples.reference().where(ofReference), samples.current().where(ofCurrent));
        return new ViewPair(field, isOnly, kind, some, List.of(), "");
    }
}
