package io.jenkins.plugins.modeldelivery.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Stands between client and server, passes requests on byte by byte (they are signed), and misbehaves as told. */
public final class FaultProxy implements AutoCloseable {
    /** What goes wrong with a request. */
    public enum Fault {
        NONE,
        ERROR_BEFORE,
        ERROR_AFTER,
        UNAVAILABLE_AFTER,
        CONFLICT_BEFORE,
        CONFLICT_AFTER,
        DROP_BEFORE,
        DROP_AFTER,
        HANG_AFTER;

        private boolean reachesServer() {
            return !name().endsWith("_BEFORE");
        }
    }

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final int server;
    private final Function<String, Fault> plan;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong answered = new AtomicLong();

    /** @param plan told the request line, says what goes wrong */
    public FaultProxy(int server, Function<String, Fault> plan) throws IOException {
        this.server = server;
        this.plan = plan;
        daemon(this::accept);
    }

    /** The first so many requests of a method go wrong. */
    public static Function<String, Fault> first(int count, String method, Fault fault) {
        AtomicInteger left = new AtomicInteger(count);
        return line -> line.startsWith(method + " ") && left.getAndDecrement() > 0 ? fault : Fault.NONE;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public long count(String method) {
        return requests.stream().filter(line -> line.startsWith(method + " ")).count();
    }

    /** All request lines so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Bytes that came from the server so far. */
    public long bytesAnswered() {
        return answered.get();
    }

    public void reset() {
        requests.clear();
        answered.set(0);
    }

    private static void daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            InputStream fromServer = new BufferedInputStream(upstream.getInputStream());
            OutputStream toClient = client.getOutputStream();
            while (pass(fromClient, upstream.getOutputStream(), fromServer, toClient)) {
                toClient.flush();
            }
        } catch (IOException e) {
            return; // either side went away
        } finally {
            open.remove(client);
        }
    }

    /** One request and its answer; false when the connection shall be closed. */
    private boolean pass(InputStream fromClient, OutputStream toServer, InputStream fromServer, OutputStream toClient)
            throws IOException {
        byte[] head = head(fromClient);
        if (head.length == 0) {
            return false;
        }
        String line = new String(head, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        requests.add(line);
        Fault fault = plan.apply(line);
        if (hasHeader(head, "expect: 100-continue")) {
            toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            toClient.flush();
        }
        byte[] body = fromClient.readNBytes(length(head));
        if (fault.reachesServer()) {
            toServer.write(head);
            toServer.write(body);
            toServer.flush();
            byte[] answerHead = head(fromServer);
            while (new String(answerHead, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 100")) {
                answerHead = head(fromServer);
            }
            byte[] answer = answerBody(fromServer, answerHead, line.startsWith("HEAD "));
            answered.addAndGet(answerHead.length + answer.length);
            if (fault == Fault.NONE) {
                toClient.write(answerHead);
                toClient.write(answer);
                return answerHead.length > 0 && !hasHeader(answerHead, "connection: close");
            }
        }
        return misbehave(fault, fromClient, toClient);
    }

    private static boolean misbehave(Fault fault, InputStream fromClient, OutputStream toClient) throws IOException {
        switch (fault) {
            case ERROR_BEFORE, ERROR_AFTER -> answer(toClient, "500 Internal Server Error", "InternalError");
            case UNAVAILABLE_AFTER -> answer(toClient, "503 Slow Down", "SlowDown");
            case CONFLICT_BEFORE, CONFLICT_AFTER -> answer(toClient, "409 Conflict", "ConditionalRequestConflict");
            case HANG_AFTER -> fromClient.read(); // until the client gives up
            default -> {
                return false;
            }
        }
        return fault != Fault.HANG_AFTER;
    }

    private static void answer(OutputStream out, String status, String code) throws IOException {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>injected</Message></Error>";
        out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            last4 = last4 << 8 | b;
            if (last4 == 0x0d0a0d0a) {
                return head.toByteArray();
            }
        }
        return new byte[0];
    }

    private static boolean hasHeader(byte[] head, String start) {
        return new String(head, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("\r\n" + start);
    }

    private static int length(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    private static byte[] answerBody(InputStream in, byte[] head, boolean isHead) throws IOException {
        if (isHead || !hasHeader(head, "transfer-encoding: chunked")) {
            return isHead ? new byte[0] : in.readNBytes(length(head));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            ByteArrayOutputStream size = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
                size.write(b);
            }
            String hex = size.toString(StandardCharsets.ISO_8859_1).strip();
            body.writeBytes((hex + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            int length = Integer.parseInt(hex, 16);
            body.writeBytes(in.readNBytes(length + 2));
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
