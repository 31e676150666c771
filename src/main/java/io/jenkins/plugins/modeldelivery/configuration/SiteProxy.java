package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.HttpProxy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import jenkins.model.Jenkins;

/** The controller's own HTTP proxy on the way to a cluster. Agents have their own ways. */
public final class SiteProxy {
    private SiteProxy() {}

    /** The connection as it is made from the controller: through the configured proxy, unless that excepts the server. */
    @NonNull
    public static ClusterConnection applyTo(@NonNull ClusterConnection connection) throws BadInputException {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null || proxy.createProxy(URI.create(connection.server()).getHost()) == Proxy.NO_PROXY) {
            return connection;
        }
        Secret password = proxy.getSecretPassword();
        return connection.withProxy(new HttpProxy(
                proxy.getName(),
                proxy.getPort(),
                proxy.getUserName(),
                password == null ? null : password.getPlainText(),
                List.of()));
    }
}
