package io.jenkins.plugins.modeldelivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import hudson.FilePath;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.remoting.Callable;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The house plan of the Jenkins half; the engine has its own. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.modeldelivery.";

    /** From the top down; a package imports only those below its line, and the engine. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("steps"),
            List.of("rollback"),
            List.of("models"),
            List.of("jenkins.promotion", "jenkins.traffic"),
            List.of("jenkins.notification", "jenkins.cluster", "approval"),
            List.of("configuration", "durable", "report", "permissions"));

    /** Methods of a tree that take the name of a key, to read what is there. */
    private static final Set<String> READ_BY_KEY =
            Set.of("at", "findValue", "get", "has", "hasNonNull", "path", "required", "withArray", "withObject");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT.substring(0, ROOT.length() - 1));
    }

    @Test
    void shouldKnowEveryPackage() {
        List<String> planned = FLOORS.stream().flatMap(List::stream).toList();
        classes()
                .that(areOfThisHalf())
                .should()
                .resideInAnyPackage(
                        planned.stream().map(name -> ROOT + name + "..").toArray(String[]::new))
                .check(all);
    }

    @Test
    void shouldImportDownwardsOnly() {
        for (int i = 0; i < FLOORS.size(); i++) {
            for (String name : FLOORS.get(i)) {
                List<String> above = new ArrayList<>(FLOORS.subList(0, i + 1).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .toList());
                if (above.isEmpty()) {
                    continue;
                }
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + name + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                above.stream().map(other -> ROOT + other + "..").toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(all);
            }
        }
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(all);
    }

    /** The engine is compiled here too: against Jenkins, of which it must not know. */
    @Test
    void shouldKeepJenkinsOutOfTheEngine() {
        noClasses()
                .that(DescribedPredicate.not(areOfThisHalf()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..")
                .check(all);
    }

    /** Steps bind and pass on; HTTP, clusters and buckets are others' business. */
    @Test
    void shouldKeepStepsThin() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "steps..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "io.fabric8..", "software.amazon..", "okhttp3..")
                .check(all);
    }

    @Test
    void shouldSayByWhichVerbEachWebMethodIsReached() {
        methods()
                .that()
                .areDeclaredInClassesThat(areOfThisHalf())
                .and()
                .haveNameMatching("do[A-Z]\\w*")
                .and()
                .arePublic()
                .and(DescribedPredicate.describe(
                        "are no bridges",
                        (JavaMethod method) -> !method.getModifiers().contains(JavaModifier.BRIDGE)))
                .should()
                .beAnnotatedWith(POST.class)
                .orShould()
                .beAnnotatedWith(GET.class)
                .orShould()
                .beAnnotatedWith(RequirePOST.class)
                .check(all);
    }

    /** An agent sends back data, never something that the controller would run; role checks are those of Jenkins itself. */
    @Test
    void shouldSendCallsFromTheControllerToAgentsOnly() {
        DescribedPredicate<JavaClass> calls = DescribedPredicate.describe(
                "are run at the other end of a channel",
                type -> type.isAssignableTo(Callable.class) || type.isAssignableTo(FilePath.FileCallable.class));
        classes()
                .that(calls)
                .should()
                .beAssignableTo(MasterToSlaveCallable.class)
                .orShould()
                .beAssignableTo(MasterToSlaveFileCallable.class)
                .check(all);
        noMethods()
                .that()
                .areDeclaredInClassesThat(calls)
                .should()
                .haveName("checkRoles")
                .check(all);
    }

    /** Our own documents are types: who has a tree of one passes it on, and asks it for nothing by key. */
    private static ArchRule noDocumentIsReadByKey(DescribedPredicate<JavaClass> bound) {
        return noClasses()
                .that(bound)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "asks a tree by key",
                        (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(JsonNode.class)
                                && !call.getTarget().getRawParameterTypes().isEmpty()
                                && call.getTarget()
                                        .getRawParameterTypes()
                                        .get(0)
                                        .isEquivalentTo(String.class)
                                && READ_BY_KEY.contains(call.getName())));
    }

    @Test
    void shouldReadNoDocumentByKey() {
        DescribedPredicate<JavaClass> ours = areOfThisHalf();
        noDocumentIsReadByKey(DescribedPredicate.describe(
                        "are of the Jenkins half, and read no policy, which people write",
                        type -> ours.test(type) && !type.getName().equals(ROOT + "jenkins.traffic.TrafficPlan")))
                .check(all);
    }

    @Test
    void shouldSeeADocumentThatIsReadByKey() {
        JavaClasses wrong = new ClassFileImporter().importClasses(ReaderByKey.class);
        assertTrue(noDocumentIsReadByKey(DescribedPredicate.alwaysTrue())
                .evaluate(wrong)
                .hasViolation());
    }

    /** What the rule is there to find. */
    private static final class ReaderByKey {
        String verdict(JsonNode report) {
            return report.path("verdict").asText();
        }
    }

    /** XStream cannot read a record back, and an {@code Object} in a build's file is refused by newer cores. */
    @Test
    void shouldPersistOrdinaryClassesOnly() {
        fields().that()
                .areDeclaredInClassesThat(DescribedPredicate.describe(
                        "Jenkins persists",
                        (JavaClass type) -> areOfThisHalf().test(type)
                                && (type.isAssignableTo(Action.class)
                                        || type.isAssignableTo(Describable.class)
                                        || type.isAssignableTo(StepExecution.class))))
                .and(DescribedPredicate.describe(
                        "are written",
                        (JavaField field) -> !field.getModifiers().contains(JavaModifier.TRANSIENT)
                                && !field.getModifiers().contains(JavaModifier.STATIC)))
                .should()
                .haveRawType(DescribedPredicate.describe(
                        "neither record nor Object",
                        (JavaClass type) -> !type.isRecord() && !type.isEquivalentTo(Object.class)))
                .check(all);
    }

    /** This half's packages, as its source folder has them. */
    private static DescribedPredicate<JavaClass> areOfThisHalf() {
        String[] folders = new File("src/main/java/" + ROOT.replace('.', '/')).list();
        List<String> packages = Stream.of(folders == null ? new String[0] : folders)
                .map(name -> ROOT + name)
                .toList();
        if (packages.isEmpty()) {
            throw new IllegalStateException("no sources of this half below " + new File(".").getAbsolutePath());
        }
        return DescribedPredicate.describe(
                "are of the Jenkins half",
                type -> packages.stream()
                        .anyMatch(name -> type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + ".")));
    }
}
