package io.jenkins.plugins.modeldelivery.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of the loopback interface for a server that is started in a process of its own: below those that systems give out by
 * themselves, so that nobody gets it who asks for any port before that server is up.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    private FreePort() {}

    public static int find() throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e; // taken: another one
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + END, last);
    }
}
