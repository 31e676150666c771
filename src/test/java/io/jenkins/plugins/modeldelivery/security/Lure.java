package io.jenkins.plugins.modeldelivery.security;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address that somebody enters in order to be told secrets; it refuses everybody and remembers what they brought. */
final class Lure implements AutoCloseable {
    private static final int FORBIDDEN = 403;

    private final List<String> visits = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Lure() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            visits.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().entrySet());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(FORBIDDEN, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Each request with its headers. */
    List<String> visits() {
        return List.copyOf(visits);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
