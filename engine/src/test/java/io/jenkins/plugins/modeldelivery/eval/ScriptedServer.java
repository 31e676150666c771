package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A real HTTP server on the loopback interface that also does what servers should not: hang, reset, trickle, flood. */
public final class ScriptedServer implements AutoCloseable {
    private static final int FLOOD_BYTES = 64 << 20;

    /** What came in. */
    public record Request(String path, Map<String, String> headers, JsonNode body) {}

    /** How a request is answered. */
    public record Reply(Kind kind, int status, String body, long millis, Map<String, String> headers) {
        enum Kind {
            WHOLE,
            HANG,
            RESET,
            TRICKLE,
            FLOOD,
            CUT
        }

        public static Reply json(String body) {
            return new Reply(Kind.WHOLE, 200, body, 0, Map.of());
        }

        public static Reply status(int status, String body) {
            return new Reply(Kind.WHOLE, status, body, 0, Map.of());
        }

        static Reply redirect(int status, String location) {
            return new Reply(Kind.WHOLE, status, "", 0, Map.of("Location", location));
        }

        static Reply misbehaving(Kind kind) {
            return new Reply(kind, 200, "{}", 0, Map.of());
        }

        /** The same, so many milliseconds later. */
        public Reply after(long delay) {
            return new Reply(kind, status, body, delay, headers);
        }
    }

    private final ServerSocket socket;
    private final Function<Request, Reply> script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger mostUnderWay = new AtomicInteger();
    public final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    public ScriptedServer(Function<Request, Reply> script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                if (socket.isClosed()) {
                    connection.close(); // it came in while close() went through the others
                    return;
                }
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                try {
                    answer(connection, script.apply(request));
                } finally {
                    underWay.decrementAndGet();
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client went away, or the script said so
        } finally {
            open.remove(connection);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        try {
            return new Request(first.split(" ")[1], headers, Json.parse(body, "request"));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.append(c == '\r' ? "" : (char) c);
        }
        return line.toString();
    }

    private void answer(Socket connection, Reply reply) throws IOException, InterruptedException {
        if (reply.millis > 0) {
            ended.await(reply.millis, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
        OutputStream out = connection.getOutputStream();
        byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
        switch (reply.kind) {
            case WHOLE -> {
                StringBuilder head = head(reply, body.length);
                out.write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.write(body);
                out.flush();
            }
            case HANG -> ended.await();
            case RESET -> {
                connection.setSoLinger(true, 0);
                throw new IOException("reset");
            }
            case CUT -> {
                out.write((head(reply, 1000) + "\r\n{\"pred").getBytes(StandardCharsets.UTF_8));
                throw new IOException("cut");
            }
            case TRICKLE -> {
                out.write((head(reply, 1000) + "\r\n").getBytes(StandardCharsets.UTF_8));
                while (ended.getCount() > 0) {
                    out.write(' ');
                    out.flush();
                    ended.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            }
            case FLOOD -> {
                out.write((head(reply, FLOOD_BYTES) + "\r\n").getBytes(StandardCharsets.UTF_8));
                byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                for (int sent = 0; sent < FLOOD_BYTES; sent += spaces.length) {
                    out.write(spaces);
                }
            }
        }
    }

    private static StringBuilder head(Reply reply, int length) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + reply.status + " Scripted\r\nContent-Length: " + length + "\r\n");
        reply.headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head;
    }

    @Override
    public void close() throws IOException {
        ended.countDown();
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
