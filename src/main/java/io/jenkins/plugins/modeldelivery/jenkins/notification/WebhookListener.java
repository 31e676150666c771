package io.jenkins.plugins.modeldelivery.jenkins.notification;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.init.Terminator;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.NotificationDestination;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.notification.Destination;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.Notifier;
import io.jenkins.plugins.modeldelivery.notification.Receipt;
import io.jenkins.plugins.modeldelivery.notification.Receipts;
import io.jenkins.plugins.modeldelivery.notification.Retries;
import io.jenkins.plugins.modeldelivery.notification.WebhookSender;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Hands events to the destinations of the system configuration; they are sent by threads of their own. */
@Extension
@Restricted(NoExternalUse.class)
public final class WebhookListener extends DeliveryListener {
    private static final int KEPT = 100;

    private final Receipts receipts = new Receipts(KEPT);
    private final Notifier notifier = new Notifier(
            WebhookSender.with(ProxyOfTheSite.client()), Retries.DEFAULT, receipts, Clock.systemUTC(), Sleeper.REAL);

    @NonNull
    static WebhookListener get() {
        return ExtensionList.lookupSingleton(WebhookListener.class);
    }

    @Override
    public void onEvent(Event event, @CheckForNull Run<?, ?> run) {
        List<Destination> destinations = ModelDeliveryConfiguration.get().getNotifications().stream()
                .map(NotificationDestination::toEngine)
                .toList();
        notifier.publish(event, destinations);
    }

    /** Sends one event while somebody waits for it. */
    @NonNull
    Receipt tryOnce(Destination destination, Event event) throws InterruptedException {
        return notifier.tryOnce(event, destination);
    }

    /** What came of the last events, newest first. */
    @NonNull
    List<Receipt> newest() {
        return receipts.newest();
    }

    /** What is not sent by then is recorded as dropped; nobody waits for it. */
    @Terminator
    public static void stop() {
        get().notifier.close();
    }

    /** The controller's HTTP proxy as it is configured at the moment of each request, with its exceptions and its account. */
    private static final class ProxyOfTheSite extends ProxySelector {
        static HttpClient.Builder client() {
            return HttpClient.newBuilder().proxy(new ProxyOfTheSite()).authenticator(new Account());
        }

        @Override
        public List<Proxy> select(URI uri) {
            ProxyConfiguration proxy = Jenkins.get().getProxy();
            return List.of(proxy == null ? Proxy.NO_PROXY : proxy.createProxy(uri.getHost()));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            // the sender tells of it and tries again
        }

        private static final class Account extends Authenticator {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                ProxyConfiguration proxy = Jenkins.get().getProxy();
                Secret password = proxy == null ? null : proxy.getSecretPassword();
                boolean mine =
                        getRequestorType() == RequestorType.PROXY && proxy != null && proxy.getUserName() != null;
                return mine && password != null
                        ? new PasswordAuthentication(
                                proxy.getUserName(), password.getPlainText().toCharArray())
                        : null;
            }
        }
    }
}
