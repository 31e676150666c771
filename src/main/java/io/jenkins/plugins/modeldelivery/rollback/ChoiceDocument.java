package io.jenkins.plugins.modeldelivery.rollback;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.recording.RollbackChoice;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.recording.VersionFigures;
import io.jenkins.plugins.modeldelivery.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * What the page's script is given to show: each candidate with a line for the dropdown and, row by row, what would be
 * different. All of it text; the script puts it into the page as text.
 */
final class ChoiceDocument {
    private static final int SHORT_SHA = 12;

    private ChoiceDocument() {}

    /** @param obstacle why no rollback is possible at all; empty when nothing is in the way but, maybe, candidates */
    static ObjectNode of(RollbackChoice choice, String obstacle) {
        ObjectNode json = Json.document("rollback-choice")
                .put("environment", choice.environment().name());
        String why = obstacle;
        if (why.isEmpty() && choice.candidates().isEmpty()) {
            why = Messages.ChoiceDocument_Nothing(choice.environment().name());
        }
        json.put("obstacle", why);
        json.put(
                "current",
                choice.current().map(o -> o.served().target().version()).orElse(Figures.ABSENT));
        json.put("from", from(choice));
        json.put("trouble", choice.environment().trouble().isPresent());
        ArrayNode candidates = json.putArray("candidates");
        for (RollbackChoice.Option option : choice.candidates()) {
            ObjectNode candidate = candidates
                    .addObject()
                    .put("version", option.served().target().version())
                    .put("label", label(option))
                    .put("mark", mark(option.served()))
                    .put("previous", option.served().previous());
            ArrayNode rows = candidate.putArray("rows");
            for (List<String> row : rows(choice.current(), option)) {
                ArrayNode cells = rows.addArray();
                row.forEach(cells::add);
            }
        }
        return json;
    }

    /** The digest that the choice starts from; empty when none is known. */
    static String from(RollbackChoice choice) {
        return choice.current().map(o -> o.served().target().digest()).orElse("");
    }

    private static String mark(ServedVersion served) {
        return switch (served.mark()) {
            case GOOD -> served.previous() ? Messages.ChoiceDocument_Previous() : "";
            case ROLLED_BACK -> Messages.ChoiceDocument_RolledBack();
            case FAILED -> Messages.ChoiceDocument_Failed();
        };
    }

    private static String label(RollbackChoice.Option option) {
        ServedVersion served = option.served();
        List<String> parts = new ArrayList<>();
        parts.add(served.target().version());
        parts.add(Figures.time(served.decision().time()));
        Double accuracy = option.figures().metrics().get("accuracy");
        if (accuracy != null) {
            parts.add(Messages.ChoiceDocument_Accuracy(Figures.number(OptionalDouble.of(accuracy))));
        }
        option.figures()
                .shift()
                .ifPresent(shift -> parts.add(Messages.ChoiceDocument_Shift(shift)
                        + (option.figures().mmd2().isPresent()
                                ? " (MMD² " + Figures.statistic(option.figures().mmd2()) + ")"
                                : "")));
        parts.add(served.decision().draft().user());
        if (!mark(served).isEmpty()) {
            parts.add(mark(served));
        }
        return String.join(" · ", parts);
    }

    /** What, now, then, difference. */
    private static List<List<String>> rows(Optional<RollbackChoice.Option> current, RollbackChoice.Option then) {
        List<List<String>> rows = new ArrayList<>();
        Optional<ServedVersion> now = current.map(RollbackChoice.Option::served);
        rows.add(row(
                Messages.ChoiceDocument_Version(),
                now.map(v -> v.target().version()).orElse(Figures.ABSENT),
                then.served().target().version()));
        rows.add(row(
                Messages.ChoiceDocument_Image(),
                now.flatMap(ServedVersion::image).map(ChoiceDocument::name).orElse(Figures.ABSENT),
                then.served().image().map(ChoiceDocument::name).orElse(Figures.ABSENT)));
        rows.add(row(
                Messages.ChoiceDocument_Digest(),
                now.map(v -> Figures.shortDigest(v.target().digest())).orElse(Figures.ABSENT),
                Figures.shortDigest(then.served().target().digest())));
        rows.add(row(
                Messages.ChoiceDocument_Since(),
                now.map(v -> Figures.time(v.decision().time())).orElse(Figures.ABSENT),
                Figures.time(then.served().decision().time())));
        VersionFigures before = current.map(RollbackChoice.Option::figures).orElse(VersionFigures.NONE);
        rows.add(evalSets(before, then.figures()));
        TreeSet<String> metrics = new TreeSet<>(before.metrics().keySet());
        metrics.addAll(then.figures().metrics().keySet());
        metrics.remove("rows");
        for (String metric : metrics) {
            rows.add(numbers(metric, value(before, metric), value(then.figures(), metric)));
        }
        rows.add(row(Messages.ChoiceDocument_ShiftTest(), shift(before), shift(then.figures())));
        OptionalDouble mmd2 = then.figures().mmd2();
        rows.add(List.of(
                "MMD²",
                Figures.statistic(before.mmd2()),
                Figures.statistic(mmd2),
                Figures.difference(mmd2, before.mmd2())));
        rows.removeIf(row -> row.get(1).equals(Figures.ABSENT) && row.get(2).equals(Figures.ABSENT));
        return rows;
    }

    /** An image without its digest, which has a row of its own. */
    private static String name(String image) {
        return image.split("@", 2)[0];
    }

    private static OptionalDouble value(VersionFigures figures, String metric) {
        Double value = figures.metrics().get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Figures about different requests say nothing about which version is better now. */
    private static List<String> evalSets(VersionFigures now, VersionFigures then) {
        boolean differ = now.evalSet().isPresent()
                && then.evalSet().isPresent()
                && !now.evalSet().equals(then.evalSet());
        return List.of(
                Messages.ChoiceDocument_EvalSet(),
                evalSet(now),
                evalSet(then),
                differ ? Messages.ChoiceDocument_OtherEvalSet() : "");
    }

    private static String evalSet(VersionFigures figures) {
        return figures.evalSet()
                .map(sha -> sha.substring(0, Math.min(SHORT_SHA, sha.length()))
                        + figures.asOf().map(time -> ", " + Figures.time(time)).orElse(""))
                .orElse(Figures.ABSENT);
    }

    private static String shift(VersionFigures figures) {
        return figures.shift().map(Enum::name).orElse(Figures.ABSENT);
    }

    private static List<String> row(String what, String now, String then) {
        return List.of(what, now, then, "");
    }

    private static List<String> numbers(String what, OptionalDouble now, OptionalDouble then) {
        return List.of(what, Figures.number(now), Figures.number(then), Figures.difference(then, now));
    }
}
