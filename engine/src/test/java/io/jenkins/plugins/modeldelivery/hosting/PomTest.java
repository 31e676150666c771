package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The plugin's POM as the hosting checks want it. */
class PomTest {
    /** Libraries that Jenkins' API plugins bring; a second copy in a plugin breaks others. */
    private static final Pattern BROUGHT_BY_API_PLUGINS = Pattern.compile(
            "(jackson-.*|okhttp.*|okio.*|gson|snakeyaml.*|commons-lang.*|commons-text|commons-compress|caffeine|httpclient5?"
                    + "|httpcore5?|bc(prov|pkix|util)-.*|json|json-path|asm.*|jsoup|joda-time|guava|slf4j-.*|log4j.*"
                    + "|logback.*|kubernetes-(client|httpclient).*|aws-.*|s3|jaxb-.*|javax\\..*|jakarta\\..*|groovy.*)");

    private final XPath paths = XPathFactory.newInstance().newXPath();
    private Document pom;

    @BeforeEach
    void read() throws Exception {
        pom = Repository.xml(Repository.ROOT.resolve("pom.xml"));
    }

    @Test
    void shouldBuildOnAParentThatTheChecksAccept() throws Exception {
        assertThat(value("/project/parent/groupId")).isEqualTo("org.jenkins-ci.plugins");
        assertThat(value("/project/parent/artifactId")).isEqualTo("plugin");
        List<Integer> version = leadingNumbers(value("/project/parent/version"), 2);
        assertThat(version.get(0) * 100_000 + version.get(1)).isGreaterThanOrEqualTo(6 * 100_000 + 2211);
        assertThat(paths.evaluate("count(/project/parent/relativePath[. = ''])", pom))
                .isEqualTo("1");
    }

    @Test
    void shouldStandOnTheOldestBaselineThatIsStillAccepted() throws Exception {
        String baseline = value("/project/properties/jenkins.baseline");
        String jenkins = value("/project/properties/jenkins.version").replace("${jenkins.baseline}", baseline);
        List<Integer> version = leadingNumbers(jenkins, 3);
        assertThat(version.get(0) * 1_000_000 + version.get(1) * 100 + version.get(2))
                .isGreaterThanOrEqualTo(2_000_000 + 541 * 100 + 3);
        assertThat(value("/project/dependencyManagement//artifactId[starts-with(., 'bom-')]"))
                .as("the BOM is that of the baseline")
                .isEqualTo("bom-${jenkins.baseline}.x");
        assertThat(Repository.text("README.md")).as("the README says so").contains(jenkins);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ban-commons-lang-2.skip",
                "ban-deprecated-stapler.skip",
                "ban-junit4-imports.skip",
                "banObsoleteDependencyOverrides.skip",
                "spotless.check.skip"
            })
    void shouldSkipNoCheck(String property) throws Exception {
        assertThat(value("/project/properties/" + property)).isEqualTo("false");
    }

    @Test
    void shouldBundleOnlyWhatIsListedAndNothingThatAnApiPluginBrings() throws Exception {
        assertThat(value("/project/properties/hpi.strictBundledArtifacts")).isEqualTo("true");
        assertThat(value("/project/properties/hpi.bundledArtifacts").split(","))
                .allSatisfy(artifact -> assertThat(artifact).isNotEmpty().doesNotMatch(BROUGHT_BY_API_PLUGINS));
        for (String artifact : all("/project/dependencies/dependency[not(scope) or scope = 'compile']"
                + "[not(starts-with(groupId, 'io.jenkins')) and not(starts-with(groupId, 'org.jenkins'))]"
                + "/artifactId")) {
            assertThat(artifact).as("a library of the plugin").doesNotMatch(BROUGHT_BY_API_PLUGINS);
            assertThat(value("/project/properties/hpi.bundledArtifacts").split(","))
                    .contains(artifact);
        }
    }

    @Test
    void shouldBeNamedAsPluginsAre() throws Exception {
        assertThat(value("/project/groupId")).isEqualTo("io.jenkins.plugins");
        assertThat(value("/project/artifactId"))
                .matches("[a-z][a-z0-9-]{1,35}")
                .doesNotContain("jenkins")
                .doesNotEndWith("-plugin");
        assertThat(value("/project/name")).isNotEmpty().doesNotContainIgnoringCase("jenkins");
        assertThat(value("/project/version")).isEqualTo("${changelist}");
        assertThat(value("/project/properties/changelist")).isEqualTo("999999-SNAPSHOT");
        assertThat(value("/project/packaging")).isEqualTo("hpi");
    }

    @Test
    void shouldNameLicenceAndSourcesAndNobodyInPerson() throws Exception {
        assertThat(value("/project/licenses/license/name")).isEqualTo("MIT License");
        assertThat(value("/project/licenses/license/url")).startsWith("https://");
        assertThat(Repository.text("LICENSE.md")).contains("MIT License");
        assertThat(value("/project/url")).isEqualTo("https://github.com/jenkinsci/${project.artifactId}-plugin");
        assertThat(value("/project/properties/gitHubRepo")).isEqualTo("jenkinsci/${project.artifactId}-plugin");
        for (String connection : List.of("connection", "developerConnection")) {
            assertThat(value("/project/scm/" + connection)).isEqualTo("scm:git:https://github.com/${gitHubRepo}");
        }
        assertThat(value("/project/scm/url")).isEqualTo("https://github.com/${gitHubRepo}");
        assertThat(value("/project/scm/tag")).isEqualTo("${scmTag}");
        assertThat(all("/project/developers")).isEmpty();
    }

    @Test
    void shouldLeaveCompilerAndRepositoriesToTheParent() throws Exception {
        assertThat(all("/project/properties/*[name() = 'java.level' or starts-with(name(), 'maven.compiler.')]"))
                .isEmpty();
        assertThat(all("//repositories/repository/url | //pluginRepositories/pluginRepository/url"))
                .isNotEmpty()
                .containsOnly("https://repo.jenkins-ci.org/public/");
    }

    @Test
    void shouldGiveNoVersionToWhatTheBomManages() throws Exception {
        assertThat(all("/project/dependencies/dependency[starts-with(groupId, 'io.jenkins')"
                        + " or starts-with(groupId, 'org.jenkins')]/version"))
                .isEmpty();
    }

    /** Both halves compile the same sources: against the same libraries. */
    @ParameterizedTest
    @ValueSource(strings = {"json-schema-validator.version", "commons-statistics.version", "fastcsv.version"})
    void shouldPinTheVersionsOfTheEngine(String property) throws Exception {
        Document engine = Repository.xml(Repository.ROOT.resolve("engine/pom.xml"));
        assertThat(value("/project/properties/" + property))
                .isEqualTo(paths.evaluate("/project/properties/" + property, engine));
    }

    private String value(String path) throws Exception {
        return paths.evaluate(path, pom).trim();
    }

    private List<String> all(String path) throws Exception {
        NodeList nodes = (NodeList) paths.evaluate(path, pom, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().trim());
        }
        return texts;
    }

    private static List<Integer> leadingNumbers(String version, int count) {
        Matcher matcher = Pattern.compile("\\d+(\\.\\d+){" + (count - 1) + "}").matcher(version);
        assertThat(matcher.lookingAt()).as(version).isTrue();
        return Arrays.stream(matcher.group().split("\\.")).map(Integer::valueOf).toList();
    }
}
