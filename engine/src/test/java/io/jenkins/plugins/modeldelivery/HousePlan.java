package io.jenkins.plugins.modeldelivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
            List.of("rendering", "json", "parameter"),
            List.of("verdict", "io"),
            List.of("failure"));

    /** Methods of a tree that take the name of a key. */
    private static final Set<String> BY_KEY = Set.of(
            "at",
            "findValue",
            "get",
            "has",
            "hasNonNull",
            "path",
            "put",
            "putArray",
            "putObject",
            "remove",
            "required",
            "set",
            "withArray",
            "withObject");

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

    /**
     * Our own documents are types: who has a tree of one passes it on, and asks it for nothing by key.
     *
     * @param others packages and classes that read or write documents of somebody else, or have no type for theirs yet
     */
    ArchRule noDocumentIsReadByKey(List<String> others) {
        DescribedPredicate<JavaClass> bound = DescribedPredicate.describe(
                "have no document of others",
                type -> others.stream()
                        .noneMatch(name -> (type.getName() + "$").startsWith(root + name + "$")
                                || (type.getPackageName() + ".").startsWith(root + name + ".")));
        DescribedPredicate<JavaMethodCall> byKey = DescribedPredicate.describe(
                "asks a tree by key",
                call -> call.getTargetOwner().isAssignableTo(JsonNode.class)
                        && !call.getTarget().getRawParameterTypes().isEmpty()
                        && call.getTarget().getRawParameterTypes().get(0).isEquivalentTo(String.class)
                        && BY_KEY.contains(call.getName()));
        return noClasses().that(bound).should().callMethodWhere(byKey);
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
