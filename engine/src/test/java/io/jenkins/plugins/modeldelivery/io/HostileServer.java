package io.jenkins.plugins.modeldelivery.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers every request by what stands first in its path: in ways that no client may wait for, keep in memory or follow. */
public final class HostileServer implements AutoCloseable {
    /** Ways to answer. */
    public enum Kind {
        SILENT,
        ENDLESS_BODY,
        ENDLESS_CHUNKS,
        ENDLESS_HEADERS,
        ENDLESS_HEADER,
        DRIPPING_BODY,
        DRIPPING_HEADERS,
        NEGATIVE_LENGTH,
        HUGE_LENGTH,
        CUT_OFF,
        BAD_CHUNK,
        CONTINUES,
        REDIRECT_TO_ITSELF,
        REDIRECT_ELSEWHERE,
        REDIRECT_TO_A_FILE,
        NO_HTTP
    }

    private final ServerSocket server;
    private volatile boolean closed;

    public HostileServer() throws IOException {
        server = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept);
    }

    public String url(Kind kind) {
        return "http://127.0.0.1:" + server.getLocalPort() + "/" + kind;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hostile server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            for (String line = request; line != null && !line.isEmpty(); line = in.readLine()) {
                // to the end of the headers
            }
            if (request != null) {
                String path = request.split(" ")[1];
                answer(Kind.valueOf(path.split("[/?]")[1]), path, socket.getOutputStream());
            }
        } catch (IOException | InterruptedException e) {
            // the client has gone, which is right
        }
    }

    private void answer(Kind kind, String path, OutputStream out) throws IOException, InterruptedException {
        String ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        switch (kind) {
            case SILENT -> drip(out, "");
            case ENDLESS_BODY -> endless(out, ok + "\r\n{\"prediction\":\"", " ".repeat(1 << 16));
            case ENDLESS_CHUNKS ->
                endless(out, ok + "Transfer-Encoding: chunked\r\n\r\n", "10000\r\n" + " ".repeat(1 << 16) + "\r\n");
            case ENDLESS_HEADERS -> endless(out, ok, "X-A: " + "a".repeat(1000) + "\r\n");
            case ENDLESS_HEADER -> endless(out, ok + "X-A: ", "a".repeat(1 << 16));
            case DRIPPING_BODY -> {
                send(out, ok + "Content-Length: 100000\r\n\r\n{");
                drip(out, " ");
            }
            case DRIPPING_HEADERS -> {
                send(out, ok);
                drip(out, "X: a\r\n");
            }
            case NEGATIVE_LENGTH -> send(out, ok + "Content-Length: -5\r\n\r\n{}");
            case HUGE_LENGTH -> send(out, ok + "Content-Length: 99999999999999999999\r\n\r\n{}");
            case CUT_OFF -> send(out, ok + "Content-Length: 1000\r\n\r\n{\"prediction\":\"a\"}");
            case BAD_CHUNK -> send(out, ok + "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n{}\r\n0\r\n\r\n");
            case CONTINUES -> endless(out, "", "HTTP/1.1 100 Continue\r\n\r\n");
            case REDIRECT_TO_ITSELF -> redirect(out, path);
            case REDIRECT_ELSEWHERE -> redirect(out, "http://localhost:" + server.getLocalPort() + "/CUT_OFF");
            case REDIRECT_TO_A_FILE -> redirect(out, "file:///etc/passwd");
            case NO_HTTP -> send(out, "{\"prediction\":\"a\"}");
        }
    }

    private static void redirect(OutputStream out, String to) throws IOException {
        send(out, "HTTP/1.1 307 Elsewhere\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
    }

    private void endless(OutputStream out, String begin, String piece) throws IOException {
        send(out, begin);
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        byte[] many = bytes.length > 1 << 12 ? bytes : repeated(bytes, (1 << 16) / bytes.length);
        while (!closed) {
            out.write(many);
        }
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = Arrays.copyOf(bytes, bytes.length * times);
        for (int i = 1; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    /** Four times a second, so that no client finds the connection idle. */
    private void drip(OutputStream out, String drop) throws IOException, InterruptedException {
        while (!closed) {
            send(out, drop);
            Thread.sleep(250);
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
    }
}
