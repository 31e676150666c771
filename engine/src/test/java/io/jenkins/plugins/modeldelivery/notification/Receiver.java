package io.jenkins.plugins.modeldelivery.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** A webhook's other side on the loopback interface; keeps what came and answers as told. */
final class Receiver implements AutoCloseable {
    /** Names and values of headers that we look at, in lower case. */
    record Request(String path, Map<String, String> headers, String body) {}

    /** An answer with optional headers; a status of 0 breaks the connection off, -1 never answers. */
    record Reply(int status, Map<String, String> headers) {
        static Reply of(int status) {
            return new Reply(status, Map.of());
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;
    private volatile IntFunction<Reply> replies = n -> Reply.of(200);

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    /** How the n-th request, from 1 on, is answered. */
    Receiver answering(IntFunction<Reply> how) {
        replies = how;
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        int number;
        synchronized (requests) {
            requests.add(new Request(exchange.getRequestURI().getPath(), headers, body));
            number = requests.size();
        }
        Reply reply = replies.apply(number);
        if (reply.status() < 0) {
            hang();
        }
        if (reply.status() > 0) {
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(reply.status(), -1);
        }
        exchange.close();
    }

    private void hang() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException("the test is over", e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
