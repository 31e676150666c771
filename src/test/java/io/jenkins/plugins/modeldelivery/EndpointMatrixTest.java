package io.jenkins.plugins.modeldelivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Api;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** Every method of this plugin that the web can call, and who may: a new one without a row here fails. */
@WithJenkins
class EndpointMatrixTest {
    private static final String ROOT = "io.jenkins.plugins.modeldelivery.";
    private static final String CREDENTIALS = "kubeconfig";

    /** Somebody who did not log in. */
    private static final String ANONYMOUS = "";

    private JenkinsRule jenkins;
    private Site site;
    private final Map<String, JenkinsRule.WebClient> clients = new TreeMap<>();

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
        FreeStyleProject job = rule.createFreeStyleProject("deliver");
        FreeStyleBuild build = rule.buildAndAssertSuccess(job);
        EvalReportAction.publish(
                build,
                "modelEvalGate",
                Json.document("gate-report").put("verdict", "PASS").put("model", Site.MODEL));
        ApprovalAction.of(build);
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("nobody")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, ModelDeliveryPermissions.ROLLBACK, ModelDeliveryPermissions.PROMOTE)
                .everywhere()
                .to("operator")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    @AfterEach
    void stop() {
        clients.values().forEach(JenkinsRule.WebClient::close);
        site.close();
    }

    @Test
    void shouldHaveARowForEachWebMethodWithAVerb() throws Exception {
        TreeSet<String> found = new TreeSet<>();
        for (Method method : webMethods()) {
            String name = method.getDeclaringClass().getName().substring(ROOT.length()) + "#" + method.getName();
            found.add(name);
            boolean verb = method.isAnnotationPresent(GET.class)
                    || method.isAnnotationPresent(POST.class)
                    || method.isAnnotationPresent(RequirePOST.class)
                    || method.getReturnType() == Api.class;
            assertThat(name + " says by which verb it is called", verb, is(true));
        }
        assertThat(
                "every web method has a row here, and every row a method",
                found,
                equalTo(new TreeSet<>(EndpointRows.ROWS.keySet())));
    }

    @Test
    void shouldRefuseWhoMayNot() throws Exception {
        for (Map.Entry<String, EndpointRows.Row> entry : EndpointRows.ROWS.entrySet()) {
            EndpointRows.Row row = entry.getValue();
            switch (row.kind()) {
                case PAGE -> page(entry.getKey(), row);
                case API -> show(entry.getKey(), row);
                case CHANGE -> change(entry.getKey(), row);
                case FORM -> form(entry.getKey(), row);
                case TRY -> tryOut(entry.getKey(), row);
            }
        }
    }

    private void page(String name, EndpointRows.Row row) throws Exception {
        show(name, row);
        assertThat(name, status("operator", HttpMethod.POST, row.path()), anyOf(is(404), is(405)));
    }

    private void show(String name, EndpointRows.Row row) throws Exception {
        for (String user : List.of(ANONYMOUS, "nobody")) {
            assertThat(name, status(user, HttpMethod.GET, row.path()), anyOf(is(403), is(404)));
        }
        if (row.permission() != Item.READ) {
            assertThat(name, status("reader", HttpMethod.GET, row.path()), anyOf(is(403), is(404)));
        }
        assertThat(name, status("operator", HttpMethod.GET, row.path()), not(is(403)));
    }

    private void change(String name, EndpointRows.Row row) throws Exception {
        assertThat(name, status("operator", HttpMethod.GET, row.path()), anyOf(is(404), is(405)));
        for (String user : List.of(ANONYMOUS, "nobody")) {
            assertThat(name, status(user, HttpMethod.POST, row.path()), anyOf(is(403), is(404)));
        }
        assertThat(name, status("reader", HttpMethod.POST, row.path()), anyOf(is(403), is(404)));
        assertThat(name, status("operator", HttpMethod.POST, row.path()), not(is(403)));
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), row.path()), HttpMethod.POST);
        int status = client("operator").getPage(request).getWebResponse().getStatusCode();
        assertThat(name + " without a crumb", status, is(403));
    }

    private void form(String name, EndpointRows.Row row) throws Exception {
        String path = "descriptorByName/" + ROOT + row.path() + "?value=x&credentialsId=chosen";
        assertThat(name, status("admin", HttpMethod.GET, path), anyOf(is(404), is(405)));
        assertThat(name, status(ANONYMOUS, HttpMethod.POST, path), is(403));
        for (String prefix : List.of("", "job/deliver/")) {
            WebResponse response = request("reader", HttpMethod.POST, prefix + path);
            assertThat(name, response.getStatusCode(), anyOf(is(200), is(403)));
            assertThat(name, response.getContentAsString(), not(containsString(CREDENTIALS)));
            assertThat(name, response.getContentAsString(), not(containsString("class=\"error\"")));
            if (name.contains("Environment")) {
                assertThat(name, response.getContentAsString(), not(containsString("production")));
            }
        }
    }

    private void tryOut(String name, EndpointRows.Row row) throws Exception {
        String path = "descriptorByName/" + ROOT + row.path();
        assertThat(name, status("admin", HttpMethod.GET, path), anyOf(is(404), is(405)));
        for (String user : List.of(ANONYMOUS, "nobody", "reader", "operator")) {
            assertThat(name, status(user, HttpMethod.POST, path), is(403));
        }
    }

    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = clients.get(user);
        if (client == null) {
            client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            client.setJavaScriptEnabled(false);
            client.getOptions().setCssEnabled(false);
            clients.put(user, user.equals(ANONYMOUS) ? client : client.login(user));
        }
        return client;
    }

    private WebResponse request(String user, HttpMethod method, String path) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
        if (method == HttpMethod.POST) {
            client(user).addCrumb(request);
        }
        return client(user).loadWebResponse(request); // a page would go on to the login form
    }

    private int status(String user, HttpMethod method, String path) throws Exception {
        return request(user, method, path).getStatusCode();
    }

    /** All public methods that Stapler would take for web methods, declared in this plugin. */
    private static List<Method> webMethods() throws IOException, ReflectiveOperationException {
        Path classes = Path.of("target", "classes");
        List<Method> methods = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes.resolve(ROOT.replace('.', '/')))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file)
                        .toString()
                        .replace(".class", "")
                        .replace('/', '.');
                Class<?> type = Class.forName(name, false, EndpointMatrixTest.class.getClassLoader());
                for (Method method : type.getDeclaredMethods()) {
                    boolean web = method.isAnnotationPresent(WebMethod.class)
                            || method.getName().matches("(do|js)[A-Z].*")
                            || method.getReturnType() == Api.class;
                    if (web && Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        methods.add(method);
                    }
                }
            }
        }
        return methods;
    }
}
