package io.jenkins.plugins.modeldelivery.report;

import static io.jenkins.plugins.modeldelivery.report.Figures.ABSENT;
import static io.jenkins.plugins.modeldelivery.report.Figures.number;
import static io.jenkins.plugins.modeldelivery.report.Figures.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The tables of a traffic report: both sides beside each other, then the rules, then how the test itself went. */
final class TrafficTables {
    private static final double MILLIS = 1000;

    private TrafficTables() {}

    static Stream<CardTable> of(JsonNode report) {
        return Stream.of(sides(report), rules(report.path("rules")), test(report.path("test")));
    }

    private static CardTable sides(JsonNode report) {
        CardTable table = new CardTable(
                Messages.CardTables_Traffic(),
                Messages.CardTables_What(),
                Messages.CardTables_Candidate(),
                Messages.CardTables_Production(),
                Messages.CardTables_Interval(),
                Messages.CardTables_Limit());
        JsonNode counts = report.path("counts");
        JsonNode limits = report.path("limits");
        table.row(
                Messages.CardTables_Requests(),
                number(counts.path("candidate").path("requests")),
                number(counts.path("production").path("requests")),
                ABSENT,
                number(limits.path("minRequests")));
        table.row(Messages.CardTables_Share(), number(report.path("share")), ABSENT, ABSENT, ABSENT);
        table.row(
                Messages.CardTables_Errors(),
                number(counts.path("candidate").path("errors")),
                number(counts.path("production").path("errors")),
                ABSENT,
                ABSENT);
        JsonNode errors = report.path("errorRate");
        table.row(
                Messages.CardTables_ErrorRate(),
                number(errors.path("candidate")),
                number(errors.path("production")),
                Figures.interval(bounds(errors)),
                number(limits.path("errorRate")));
        JsonNode p95 = report.path("p95");
        table.row(
                Messages.CardTables_P95(),
                number(millis(p95.path("candidate"))),
                number(millis(p95.path("production"))),
                ABSENT,
                ABSENT);
        table.row(
                Messages.CardTables_Ratio(),
                number(p95.path("ratio")),
                ABSENT,
                Figures.interval(bounds(p95)),
                ratioLimit(limits.path("p95Increase")));
        if (report.path("needed").isObject()) {
            table.row(
                    Messages.CardTables_Needed(),
                    number(report.path("needed").path("requests")),
                    ABSENT,
                    ABSENT,
                    ABSENT);
        }
        GateCharts.course(report)
                .ifPresent(chart -> table.drawn("course", chart, Messages.GateCharts_CourseLabel("{0}")));
        return table;
    }

    private static JsonNode bounds(JsonNode pair) {
        ObjectNode interval = Json.object();
        interval.set("low", pair.path("lower"));
        interval.set("high", pair.path("upper"));
        return interval;
    }

    private static String ratioLimit(JsonNode increase) {
        return increase.isNumber() ? number(OptionalDouble.of(1 + increase.doubleValue())) : ABSENT;
    }

    private static OptionalDouble millis(JsonNode seconds) {
        return seconds.isNumber() ? OptionalDouble.of(seconds.doubleValue() * MILLIS) : OptionalDouble.empty();
    }

    private static CardTable rules(JsonNode rules) {
        CardTable table = new CardTable(
                Messages.CardTables_TrafficRules(),
                Messages.CardTables_Rule(),
                Messages.CardTables_Verdict(),
                Messages.CardTables_Reason());
        rules.forEach(rule -> table.row(
                text(rule.path("rule")),
                Figures.verdict(rule.path("verdict")),
                rule.path("reason").asText("")));
        return table;
    }

    private static CardTable test(JsonNode test) {
        CardTable table =
                new CardTable(Messages.CardTables_Test(), Messages.CardTables_What(), Messages.CardTables_Value());
        test.properties().forEach(entry -> table.row(entry.getKey(), text(entry.getValue())));
        return table;
    }
}
