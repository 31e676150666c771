package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Documents;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that a plugin's repository must have, and those that it must not have. */
class RequiredFilesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "LICENSE.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "Jenkinsfile",
                ".editorconfig",
                ".gitattributes",
                ".git-blame-ignore-revs",
                ".github/PULL_REQUEST_TEMPLATE.md",
                ".github/ISSUE_TEMPLATE/bug.yml",
                ".github/ISSUE_TEMPLATE/feature.yml",
                "src/main/resources/index.jelly"
            })
    void shouldHave(String file) {
        assertThat(Repository.ROOT.resolve(file)).isNotEmptyFile();
    }

    /** With continuous delivery on, releases are drafted by it alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/release-drafter.yml",
                ".github/workflows/release-drafter.yml",
                ".github/workflows/release-drafter.yaml"
            })
    void shouldNotHave(String file) {
        assertThat(Repository.ROOT.resolve(file)).doesNotExist();
    }

    @Test
    void shouldBuildOnJenkinsCiWithAcceptedJdksOnly() throws Exception {
        String jenkinsfile =
                Repository.text("Jenkinsfile").replaceAll("(?m)^\\s*//.*$", "").trim();
        assertThat(jenkinsfile).startsWith("buildPlugin(").endsWith(")").contains("configurations:");
        assertThat(jenkinsfile.split("buildPlugin", -1)).as("one call").hasSize(2);
        Matcher jdks = Pattern.compile("jdk:\\s*([^,\\]\\s]+)").matcher(jenkinsfile);
        assertThat(jdks.results().map(result -> result.group(1)).toList())
                .isNotEmpty()
                .allMatch(jdk -> jdk.equals("21") || jdk.equals("25"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "work"})
    void shouldIgnore(String directory) throws Exception {
        assertThat(Repository.text(".gitignore").lines()).contains(directory);
    }

    @Test
    void shouldBeOwnedByThePluginsTeam() throws Exception {
        assertThat(Repository.text(".github/CODEOWNERS").trim())
                .isEqualTo("* @jenkinsci/model-delivery-plugin-developers");
    }

    @Test
    void shouldKeepDependenciesUpToDate() throws Exception {
        JsonNode renovate = Json.read(Repository.ROOT.resolve(".github/renovate.json"));
        assertThat(renovate.path("extends").path(0).textValue()).isEqualTo("github>jenkinsci/renovate-config");
    }

    @Test
    void shouldUseIncrementals() throws Exception {
        assertThat(Repository.text(".mvn/maven.config").lines())
                .containsExactly(
                        "-Pconsume-incrementals", "-Pmight-produce-incrementals", "-Dchangelist.format=%d.v%s");
        assertThat(Repository.text(".mvn/extensions.xml")).contains("git-changelist-maven-extension");
    }

    @ParameterizedTest
    @CsvSource({
        "cd.yaml, jenkins-infra/github-reusable-workflows/.github/workflows/maven-cd.yml@v1",
        "jenkins-security-scan.yml,"
                + " jenkins-infra/jenkins-security-scan/.github/workflows/jenkins-security-scan.yaml@v2",
        "auto-merge-safe-deps.yml,"
                + " jenkins-infra/github-reusable-workflows/.github/workflows/auto-merge-safe-deps.yml@v1",
        "close-bom-if-passing.yml,"
                + " jenkins-infra/github-reusable-workflows/.github/workflows/close-bom-if-passing.yml@v1"
    })
    void shouldUseTheSharedWorkflow(String file, String uses) throws Exception {
        JsonNode workflow = Documents.parseYaml(Repository.text(".github/workflows/" + file), file);
        assertThat(workflow.path("name").textValue()).isNotBlank();
        assertThat(workflow.path("permissions").isObject())
                .as("permissions are said")
                .isTrue();
        assertThat(workflow.path("jobs").findValuesAsText("uses")).containsExactly(uses);
    }

    @Test
    void shouldReleaseWithWhatTheWorkflowNeedsAndNothingMore() throws Exception {
        JsonNode cd = Documents.parseYaml(Repository.text(".github/workflows/cd.yaml"), "cd.yaml");
        assertThat(cd.path("permissions"))
                .isEqualTo(Json.object().put("checks", "read").put("contents", "write"));
        assertThat(cd.path("jobs").path("maven-cd").path("secrets").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("MAVEN_USERNAME", "MAVEN_TOKEN");
    }

    /** {@code git} reads one object name a line, nothing else beside comments. */
    @Test
    void shouldListWholeCommitsForBlame() throws Exception {
        assertThat(Arrays.stream(Repository.text(".git-blame-ignore-revs").split("\n"))
                        .filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.matches("[0-9a-f]{40}"));
    }

    @Test
    void shouldPointFromTheChangelogToTheReleases() throws Exception {
        assertThat(Repository.text("CHANGELOG.md"))
                .contains("https://github.com/jenkinsci/model-delivery-plugin/releases");
    }
}
