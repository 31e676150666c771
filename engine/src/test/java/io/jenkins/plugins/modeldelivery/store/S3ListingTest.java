package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S3 promises at most as many keys a page as were asked for, and that IsTruncated tells whether there are more. */
class S3ListingTest {
    /** One page a string: a key, or none. */
    private List<String> pages = List.of("", "p/a/1.json", "", "", "p/a/2.json", "p/a/3.json", "");

    private boolean endless;
    private HttpServer http;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.createContext("/", this::list);
        http.start();
        store = S3Store.open(S3Server.settings("p", http.getAddress().getPort()), S3Server.credentials());
    }

    @AfterEach
    void stop() {
        store.close();
        http.stop(0);
    }

    private void list(HttpExchange exchange) throws IOException {
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        int page = Integer.parseInt(query.getOrDefault("continuation-token", "0"));
        String after = query.getOrDefault("start-after", "");
        String key = pages.get(page).compareTo(after) > 0 ? pages.get(page) : "";
        boolean more = endless || page + 1 < pages.size();
        String answer = "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>" + more
                + "</IsTruncated>"
                + (more
                        ? "<NextContinuationToken>" + Math.min(page + 1, pages.size() - 1) + "</NextContinuationToken>"
                        : "")
                + (key.isEmpty() ? "" : "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>")
                + "</ListBucketResult>";
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void shouldGoOnAfterShortAndEmptyPages() throws Exception {
        assertThat(store.list("a/", "", 1000)).containsExactly("a/1.json", "a/2.json", "a/3.json");
        assertThat(store.list("a/", "", 2)).containsExactly("a/1.json", "a/2.json");
        assertThat(ObjectKeys.names(store, "a/")).containsExactly("1", "2", "3");
    }

    @Test
    void shouldStartAfterAKeyAllTheSame() throws Exception {
        pages = List.of("p/a/2.json", "", "p/a/3.json");
        assertThat(store.list("a/", "a/1.json", 1000)).containsExactly("a/2.json", "a/3.json");
    }

    @Test
    void shouldNotAskForeverWhatIsNeverGiven() {
        endless = true;
        assertThatThrownBy(() -> store.list("a/", "", 1000))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(
                        "could not be listed: the store says that there are more objects, but gives none");
    }
}
