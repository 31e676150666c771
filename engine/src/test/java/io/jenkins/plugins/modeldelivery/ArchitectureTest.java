package io.jenkins.plugins.modeldelivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine keeps to its plan; and the rules are worth something, because a house built wrong on purpose breaks each. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.modeldelivery";
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final JavaClasses WRONG = new ClassFileImporter().importPackages(ROOT + ".wronghouse");

    /** Where trees are read because somebody else decides what is in them, or because they are what reads trees. */
    private static final List<String> DOCUMENTS_OF_OTHERS = List.of(
            "json",
            "artifact",
            "cluster",
            "contract",
            "drift.reading",
            "eval",
            "evaluation",
            "notification.Webhook",
            "refresh",
            "traffic.metrics",
            "traffic.route");

    /** The types of our own documents that take a tree apart themselves. */
    private static final List<String> DOCUMENT_TYPES = List.of(
            "evalgate.Claim",
            "evalgate.GateFigures",
            "evalgate.GateReport",
            "evalgate.Policy",
            "evalgate.PolicyValidation",
            "evalgate.Rule",
            "evalgate.ShiftPolicy",
            "ledger.DecisionDocument",
            "ledger.Dependency",
            "ledger.Evidence",
            "ledger.Stored",
            "recording.HistoryPoint",
            "traffic.TrafficGateReport",
            "traffic.TrafficGateState",
            "traffic.judge.Latencies",
            "traffic.judge.TrafficCounts");

    private static final List<String> TYPED =
            Stream.concat(DOCUMENTS_OF_OTHERS.stream(), DOCUMENT_TYPES.stream()).toList();

    /** Our own documents that are still read by key elsewhere: each entry goes when its document becomes a type. */
    private static final List<String> NOT_YET_TYPED = List.of("evalgate.Gate", "recording.Judges");

    private final HousePlan engine = new HousePlan(ROOT + ".");
    private final HousePlan wrong = new HousePlan(ROOT + ".wronghouse.");

    @Test
    void shouldKnowEveryPackage() {
        engine.everyPackageIsPlanned().check(ENGINE);
        assertBroken(wrong.everyPackageIsPlanned(), "wronghouse.attic.Unplanned");
    }

    @Test
    void shouldImportDownwardsOnly() {
        engine.packagesImportDownwards().check(ENGINE);
        assertBroken(wrong.packagesImportDownwards(), "wronghouse.evalgate.JudgeOnStilts");
    }

    @Test
    void shouldKeepClustersFromJudges() {
        engine.judgesTouchNoCluster().check(ENGINE);
        assertBroken(wrong.judgesTouchNoCluster(), "wronghouse.evalgate.JudgeOnStilts");
    }

    @Test
    void shouldNotKnowJenkins() {
        engine.nothingKnowsJenkins().check(ENGINE);
    }

    @Test
    void shouldCallNoTwoThingsAlike() {
        engine.simpleNamesAreUnique(ENGINE).check(ENGINE);
        assertBroken(wrong.simpleNamesAreUnique(WRONG), "is called like");
    }

    @Test
    void shouldReadNoDocumentOfItsOwnByKey() {
        List<String> exempt = new ArrayList<>(TYPED);
        exempt.addAll(NOT_YET_TYPED);
        engine.noDocumentIsReadByKey(exempt).check(ENGINE);
        assertBroken(wrong.noDocumentIsReadByKey(List.of()), "wronghouse.cli.Unplanned");
    }

    /** The list of what has no type yet only grows shorter. */
    @Test
    void shouldForgetWhatHasATypeByNow() {
        for (String name : NOT_YET_TYPED) {
            List<String> others = new ArrayList<>(TYPED);
            NOT_YET_TYPED.stream().filter(other -> !other.equals(name)).forEach(others::add);
            assertThat(engine.noDocumentIsReadByKey(others).evaluate(ENGINE).hasViolation())
                    .as(name)
                    .isTrue();
        }
    }

    private static void assertBroken(ArchRule rule, String by) {
        assertThat(rule.evaluate(WRONG).getFailureReport().toString()).contains(by);
    }
}
