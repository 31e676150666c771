package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.eval.ScriptedServer;
import java.io.IOException;

/** A loopback endpoint that answers at once, for measuring what {@code eval} itself costs; prints its URL, ends with its input. */
public final class EvalEndpoint {
    private EvalEndpoint() {}

    public static void main(String[] args) throws IOException {
        try (ScriptedServer server = new ScriptedServer(request -> ScriptedServer.Reply.json("\"yes\""))) {
            System.out.println(server.url("/"));
            int end = System.in.read();
            System.err.println(server.requests.size() + " requests were answered, ended by " + end);
        }
    }
}
