package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;

import com.cloudbees.plugins.credentials.CredentialsScope;
import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.S3LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The buttons that try a connection send stored secrets to an address that somebody typed. */
@WithJenkins
class ConnectionProbeTest {
    private JenkinsRule jenkins;
    private Lure lure;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        lure = new Lure();
        rule.createFreeStyleProject("deliver");
        Keyring.add("theirs", CredentialsScope.GLOBAL, lure);
        ModelDeliveryConfiguration.get().save();
        Web.secure(rule);
    }

    @AfterEach
    void stop() {
        lure.close();
    }

    @Test
    void shouldSendNoStoredSecretForWhoMayNotConfigure() throws Exception {
        for (String user : List.of("reader", "operator")) {
            try (Web web = Web.as(jenkins, user)) {
                for (String path : buttons().values()) {
                    assertThat(user + " " + path, web.post(path).getStatusCode(), is(403));
                    assertThat(
                            user + " " + path, web.post("job/deliver/" + path).getStatusCode(), is(403));
                }
            }
        }
        try (Web configurer = Web.as(jenkins, "configurer")) {
            for (String path : buttons().values()) {
                assertThat(path, configurer.post(path).getStatusCode(), is(403));
            }
        }
        assertThat(lure.visits(), is(empty()));
    }

    @Test
    void shouldTryForAdministratorsAndChangeNothing() throws Exception {
        assertThat(
                "each button has its row",
                buttons().keySet().stream().sorted().toList(),
                is(Web.formMethods(name -> name.startsWith("doTest")).stream()
                        .sorted()
                        .toList()));
        Map<String, String> before = configuration();
        assertThat(before, hasKey("config.xml"));
        assertThat(before, hasKey(ModelDeliveryConfiguration.class.getName() + ".xml"));
        try (Web admin = Web.as(jenkins, "admin")) {
            for (String path : buttons().values()) {
                int visits = lure.visits().size();
                assertThat(path, admin.post(path).getStatusCode(), is(200));
                assertThat("it really tries: " + path, lure.visits().size(), is(greaterThan(visits)));
            }
        }
        assertThat(configuration(), is(before));
    }

    /** By the method that they call, with everything that they need to reach the lure. */
    private Map<String, String> buttons() {
        Map<String, String> buttons = new TreeMap<>();
        String[] workload = {"namespace", "prod", "workload", "deployment/scorer", "connectFrom", "controller"};
        put(
                buttons,
                KubeconfigAccess.class,
                "testConnection",
                Web.query("credentialsId", "theirs-file", "context", "") + "&"
                        + Web.query(workload).substring(1));
        put(
                buttons,
                ApiServerAccess.class,
                "testConnection",
                Web.query("credentialsId", "theirs-token", "server", lure.url(), "caCertificate", "") + "&"
                        + Web.query(workload).substring(1));
        put(
                buttons,
                S3LedgerLocation.class,
                "testConnection",
                Web.query(
                        "bucket",
                        "ledgers",
                        "prefix",
                        "",
                        "endpoint",
                        lure.url(),
                        "region",
                        "",
                        "pathStyle",
                        "true",
                        "credentialsId",
                        "theirs-aws"));
        put(buttons, SlackDestination.class, "test", Web.query("name", "chat", "credentialsId", "theirs-chat"));
        put(
                buttons,
                WebhookDestination.class,
                "test",
                Web.query("name", "audit", "url", lure.url(), "secretCredentialsId", "theirs-signing"));
        return new TreeMap<>(buttons);
    }

    private static void put(Map<String, String> buttons, Class<?> type, String method, String query) {
        String path = "descriptorByName/" + type.getName() + "/" + method;
        buttons.put(path, path + query);
    }

    /** Every file of configuration below the home, by name. */
    private Map<String, String> configuration() throws IOException {
        Path home = jenkins.jenkins.getRootDir().toPath();
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(home, 3)) {
            for (Path file : found.filter(f -> f.toString().endsWith(".xml"))
                    .filter(f -> !f.startsWith(home.resolve("users")))
                    .toList()) {
                files.put(home.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}
