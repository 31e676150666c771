package io.jenkins.plugins.modeldelivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of {@link ArchitectureTest}, below any root package, so that a house built wrong on purpose can break them. */
final class HousePlan {
    /** From the top down; a package imports only packages below its own line. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("cli"),
            List.of("promotion", "refresh"),
            List.of("recording"),
            List.of("traffic", "evalgate", "dependency", "eval"),
            List.of("cluster", "ledger", "notification"),
            List.of("evaluation", "drift", "artifact"),
            List.of("contract", "store", "statistics"),
            List.of("rendering", "json"),
            List.of("verdict", "io"),
            List.of("failure"));

    private final String root;

    /** @param root package with a dot behind it */
    HousePlan(String root) {
        this.root = root;
    }

    ArchRule everyPackageIsPlanned() {
        return classes()
                .should()
                .resideInAnyPackage(
                        packages(FLOORS.stream().flatMap(List::stream).toList()));
    }

    ArchRule packagesImportDownwards() {
        CompositeArchRule all = CompositeArchRule.of(
                slices().matching(root + "(*)..").should().beFreeOfCycles().allowEmptyShould(true));
        for (int i = 0; i < FLOORS.size(); i++) {
            for (String name : FLOORS.get(i)) {
                List<String> barred = new ArrayList<>(
                        FLOORS.subList(0, i + 1).stream().flatMap(List::stream).toList());
                barred.remove(name);
                if (!barred.isEmpty()) {
                    all = all.and(noClasses()
                            .that()
                            .resideInAPackage(root + name + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(packages(barred))
                            .allowEmptyShould(true));
                }
            }
        }
        return all;
    }

    /** What computes a verdict changes no cluster and no bucket. */
    ArchRule judgesTouchNoCluster() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages(List.of("evalgate", "drift", "evaluation", "contract", "traffic.judge")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "software.amazon..")
                .allowEmptyShould(true);
    }

    ArchRule nothingKnowsJenkins() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..");
    }

    /** A name that stands for two things has to be explained each time; test doubles are not looked at. */
    ArchRule simpleNamesAreUnique(JavaClasses all) {
        Map<String, JavaClass> first = new HashMap<>();
        all.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> first.putIfAbsent(type.getSimpleName(), type));
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .doNotHaveSimpleName("package-info")
                .should(new ArchCondition<>("be the only ones of their simple name") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        JavaClass other = first.get(type.getSimpleName());
                        if (!type.equals(other)) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " is called like " + other.getName()));
                        }
                    }
                });
    }

    private String[] packages(List<String> names) {
        return names.stream().map(name -> root + name + "..").toArray(String[]::new);
    }
}
