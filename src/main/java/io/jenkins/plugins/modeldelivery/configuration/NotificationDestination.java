package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.notification.Destination;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.notification.Filter;
import io.jenkins.plugins.modeldelivery.notification.Webhook;
import io.jenkins.plugins.modeldelivery.notification.WebhookUrl;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Somebody who wants to be told what happens to models. */
public abstract class NotificationDestination implements Describable<NotificationDestination>, ExtensionPoint {
    private final String name;
    private String events;
    private String models;

    NotificationDestination(@CheckForNull String name) {
        this.name = Util.fixNull(name).trim();
    }

    /** How to call it in the record of deliveries. */
    @NonNull
    public String getName() {
        return name;
    }

    @CheckForNull
    public String getEvents() {
        return events;
    }

    /** Which events, separated by commas; all by default. */
    @DataBoundSetter
    public void setEvents(String events) {
        this.events = Util.fixEmptyAndTrim(events);
    }

    @CheckForNull
    public String getModels() {
        return models;
    }

    /** Which models, separated by commas, each of which may end in {@code *}; all by default. */
    @DataBoundSetter
    public void setModels(String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    /** Address and key, looked up now. May wait for a store of secrets. */
    @NonNull
    abstract Webhook webhook() throws DeliveryException;

    private Filter filter() throws BadInputException {
        return Filter.parse(split(events), split(models));
    }

    private static List<String> split(@CheckForNull String text) {
        return text == null
                ? List.of()
                : Stream.of(text.split(",", -1)).map(String::trim).toList();
    }

    /** The same for the engine. One with a wrong filter takes every event and fails each, so that the page says why. */
    @NonNull
    public final Destination toEngine() {
        Filter parsed;
        try {
            parsed = filter();
        } catch (BadInputException e) {
            return new Resolved(name, Filter.ALL, () -> {
                throw e;
            });
        }
        return new Resolved(name, parsed, this::webhook);
    }

    private interface Lookup {
        Webhook webhook() throws DeliveryException;
    }

    private record Resolved(String name, Filter filter, Lookup lookup) implements Destination {
        @Override
        public Webhook webhook() throws DeliveryException {
            return lookup.webhook();
        }
    }

    /**
     * A secret text of the system's store. Destinations are configured by administrators for the whole system, so credentials
     * of system scope, which no job can use, are the right ones.
     */
    @NonNull
    static String secret(@CheckForNull String credentialsId, String what) throws BadInputException {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                .stream()
                .filter(credentials -> credentials.getId().equals(credentialsId))
                .findFirst()
                .orElseThrow(() -> new BadInputException("There is no secret text '" + Util.fixNull(credentialsId)
                        + "' for " + what + " in the system's store; add it or choose another under Manage Jenkins,"
                        + " System, Model Delivery"))
                .getSecret()
                .getPlainText();
    }

    /** Where it goes, checked. */
    @NonNull
    static WebhookUrl address(@NonNull String text) throws BadInputException {
        WebhookUrl address = WebhookUrl.parse(text);
        FipsMode.requireHttps("The webhook's URL", text);
        return address;
    }

    /** What the descriptors have in common. */
    abstract static class DestinationDescriptor extends Descriptor<NotificationDestination> {
        static ListBoxModel secretTexts(@CheckForNull String current) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                items.includeEmptyValue()
                        .includeMatchingAs(
                                ACL.SYSTEM2,
                                Jenkins.get(),
                                StringCredentials.class,
                                List.of(),
                                CredentialsMatchers.always());
            }
            return items.includeCurrentValue(Util.fixNull(current));
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.NotificationDestination_NoName())
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckEvents(@QueryParameter String value) {
            return FormGuard.validate(null, () -> Filter.parse(split(Util.fixEmptyAndTrim(value)), List.of()));
        }

        @POST
        public FormValidation doCheckModels(@QueryParameter String value) {
            return FormGuard.validate(null, () -> Filter.parse(List.of(), split(Util.fixEmptyAndTrim(value))));
        }

        /** Sends one event now, and says what came of it. For administrators: it sends to the address as entered. */
        static FormValidation sendTest(NotificationDestination destination) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            Event event = Event.of(EventKind.TEST, Instant.now(), Messages.NotificationDestination_TestLine());
            return NotificationTest.send(destination.toEngine(), event);
        }
    }
}
