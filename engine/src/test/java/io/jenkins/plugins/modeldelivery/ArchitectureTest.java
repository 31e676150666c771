package io.jenkins.plugins.modeldelivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house plan: packages import downwards only, judges never touch a cluster, and nothing knows Jenkins. */
@AnalyzeClasses(packages = "io.jenkins.plugins.modeldelivery", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.modeldelivery.";

    @ArchTest
    static final ArchRule PACKAGES_IMPORT_DOWNWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("cli")
            .definedBy(ROOT + "cli..")
            .layer("demo")
            .definedBy(ROOT + "demo..")
            .layer("refresh")
            .definedBy(ROOT + "refresh..")
            .layer("overview")
            .definedBy(ROOT + "overview..")
            .layer("promotion")
            .definedBy(ROOT + "promotion..")
            .layer("evidence")
            .definedBy(ROOT + "evidence..")
            .layer("traffic")
            .definedBy(ROOT + "traffic..")
            .layer("cluster")
            .definedBy(ROOT + "cluster..")
            .layer("ledger")
            .definedBy(ROOT + "ledger..")
            .layer("dependency")
            .definedBy(ROOT + "dependency..")
            .layer("notification")
            .definedBy(ROOT + "notification..")
            .layer("gate")
            .definedBy(ROOT + "gate..")
            .layer("run")
            .definedBy(ROOT + "evalrun..")
            .layer("judges")
            .definedBy(ROOT + "contract..", ROOT + "evaluation..", ROOT + "drift..")
            .layer("artifact")
            .definedBy(ROOT + "artifact..")
            .layer("store")
            .definedBy(ROOT + "store..")
            .layer("foundation")
            .definedBy(
                    ROOT + "verdict..",
                    ROOT + "failure..",
                    ROOT + "json..",
                    ROOT + "io..",
                    ROOT + "statistics..",
                    ROOT + "rendering..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("overview")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("promotion")
            .mayOnlyBeAccessedByLayers("cli", "demo", "overview")
            .whereLayer("evidence")
            .mayOnlyBeAccessedByLayers("cli", "demo", "refresh", "promotion")
            .whereLayer("dependency")
            .mayOnlyBeAccessedByLayers("cli", "demo", "overview", "refresh", "promotion", "evidence")
            .whereLayer("notification")
            .mayOnlyBeAccessedByLayers("cli", "demo", "overview", "promotion")
            .whereLayer("traffic")
            .mayOnlyBeAccessedByLayers("cli", "demo", "evidence", "promotion")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("cli", "demo", "promotion", "traffic")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers(
                    "cli", "demo", "overview", "refresh", "promotion", "evidence", "dependency", "traffic", "cluster")
            .whereLayer("gate")
            .mayOnlyBeAccessedByLayers("cli", "demo", "refresh", "promotion", "evidence")
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("judges")
            .mayOnlyBeAccessedByLayers("cli", "demo", "refresh", "promotion", "evidence", "dependency", "gate", "run")
            .whereLayer("artifact")
            .mayOnlyBeAccessedByLayers("cli", "demo", "refresh", "promotion", "evidence", "cluster", "ledger")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("cli", "demo", "refresh", "promotion", "evidence", "ledger", "artifact");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule JUDGES_TOUCH_NO_CLUSTER = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + "gate..",
                    ROOT + "drift..",
                    ROOT + "evaluation..",
                    ROOT + "contract..",
                    ROOT + "traffic.judge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "software.amazon..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NOTHING_KNOWS_JENKINS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..");
}
