package io.jenkins.plugins.modeldelivery.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.io.Serializable;
import java.util.List;

/** The site's HTTP proxy on the way to the API server; never taken from a kubeconfig or from the process environment. */
public final class HttpProxy implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int MAX_PORT = 65535;

    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final String[] noProxy;

    /**
     * @param port 1..65535
     * @param user null for a proxy that asks for no name
     * @param noProxy host names and suffixes that are reached directly
     */
    public HttpProxy(
            String host, int port, @CheckForNull String user, @CheckForNull String password, List<String> noProxy)
            throws BadInputException {
        if (host == null || host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new BadInputException("'" + host + ":" + port + "' is not a proxy; give a host and a port 1..65535");
        }
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.noProxy = noProxy.toArray(new String[0]);
    }

    String url() {
        return "http://" + host + ":" + port;
    }

    @CheckForNull
    String user() {
        return user;
    }

    @CheckForNull
    String password() {
        return password;
    }

    String[] noProxy() {
        return noProxy.clone();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
