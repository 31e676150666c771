package io.jenkins.plugins.modeldelivery.security;

import hudson.model.Descriptor;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.verb.POST;

/** Somebody at the keyboard: {@code reader} sees jobs, {@code operator} may deliver, {@code configurer} configures jobs, {@code admin} all. */
final class Web implements AutoCloseable {
    private static final String OURS = "io.jenkins.plugins.modeldelivery.";

    private final JenkinsRule jenkins;
    private final JenkinsRule.WebClient client;

    private Web(JenkinsRule jenkins) {
        this.jenkins = jenkins;
        client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
    }

    static void secure(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader", "operator", "configurer")
                .grant(ModelDeliveryPermissions.PROMOTE, ModelDeliveryPermissions.ROLLBACK)
                .everywhere()
                .to("operator")
                .grant(Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("configurer")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    static Web as(JenkinsRule jenkins, String user) throws Exception {
        Web web = new Web(jenkins);
        web.client.login(user);
        return web;
    }

    /** With a crumb. */
    WebResponse post(String path) throws IOException {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        client.addCrumb(request);
        return client.loadWebResponse(request);
    }

    WebResponse postXml(String path, String xml) throws IOException {
        WebRequest request = new WebRequest(client.createCrumbedUrl(path), HttpMethod.POST);
        request.setAdditionalHeader("Content-Type", "application/xml");
        request.setRequestBody(xml);
        return client.loadWebResponse(request);
    }

    /** Without one. */
    int status(HttpMethod method, String path) throws IOException {
        return client.loadWebResponse(new WebRequest(new URL(jenkins.getURL(), path), method))
                .getStatusCode();
    }

    WebResponse get(String path) throws IOException {
        return client.loadWebResponse(new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.GET));
    }

    /** {@code ?a=b&c=d}, from names and values in turn. */
    static String query(String... namesAndValues) {
        return Stream.iterate(0, i -> i < namesAndValues.length, i -> i + 2)
                .map(i -> namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** Where Stapler finds the methods of our descriptors that forms call, found by reflection so that none is forgotten. */
    static List<String> formMethods(Predicate<String> names) {
        Class<? extends Annotation> verb = POST.class;
        List<String> paths = new ArrayList<>();
        for (Descriptor<?> descriptor : Jenkins.get().getExtensionList(Descriptor.class)) {
            if (descriptor.clazz.getName().startsWith(OURS)) {
                Stream.of(descriptor.getClass().getMethods())
                        .filter(method -> method.isAnnotationPresent(verb))
                        .map(Method::getName)
                        .filter(names)
                        .map(name -> name.substring(2, 3).toLowerCase(Locale.ROOT) + name.substring(3))
                        .map(name -> "descriptorByName/" + descriptor.clazz.getName() + "/" + name)
                        .forEach(paths::add);
            }
        }
        return paths;
    }

    @Override
    public void close() {
        client.close();
    }
}
