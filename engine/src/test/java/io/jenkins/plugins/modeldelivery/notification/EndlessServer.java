package io.jenkins.plugins.modeldelivery.notification;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers 200 and then never stops to send a body. */
public final class EndlessServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    public EndlessServer() throws IOException {
        Thread thread = new Thread(this::serve, "endless");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    private void serve() {
        byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept();
                    OutputStream out = connection.getOutputStream()) {
                out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!socket.isClosed()) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                continue; // the client hung up, as it should
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
