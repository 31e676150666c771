package io.jenkins.plugins.modeldelivery.jenkins.notification;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import jenkins.model.Jenkins;

/** The controller's HTTP proxy as it is configured at the moment of each request, with its exceptions and its account. */
final class ProxyOfTheSite extends ProxySelector {
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
            boolean mine = getRequestorType() == RequestorType.PROXY && proxy != null && proxy.getUserName() != null;
            return mine && password != null
                    ? new PasswordAuthentication(
                            proxy.getUserName(), password.getPlainText().toCharArray())
                    : null;
        }
    }
}
