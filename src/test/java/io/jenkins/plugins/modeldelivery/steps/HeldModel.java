package io.jenkins.plugins.modeldelivery.steps;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A model behind HTTP that says whether a number is odd, and after some answers makes everybody wait until it is let go. */
final class HeldModel implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** @param answers so many are given at once */
    HeldModel(int answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String input = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (asked.incrementAndGet() > answers) {
                    holding.countDown();
                    released.await();
                }
                byte[] answer =
                        String.valueOf(Integer.parseInt(input.trim()) % 2).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Waits until somebody waits. */
    void awaitHolding() throws InterruptedException {
        holding.await();
    }

    void release() {
        released.countDown();
    }

    int asked() {
        return asked.get();
    }

    /** An eval set of that many numbers, as text within single quotes of a Pipeline. */
    static String evalSet(int rows) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append("{\"id\":\"r%d\",\"input\":%d,\"label\":%d}\\n".formatted(i, i, i % 2));
        }
        return lines.toString();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
