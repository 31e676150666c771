package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.eval.ScriptedServer.Reply;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an endpoint is reached, and what never shows of the way in. */
class EvalAccessTest {
    private static final String SECRET = "s3cr3t-token-value";

    @TempDir
    Path dir;

    private Runs runs;

    @BeforeEach
    void prepare() {
        runs = new Runs(dir);
    }

    @Test
    void shouldSayThatNobodyAnswersInsteadOfWritingAFileOfErrors() throws Exception {
        Path evalSet = runs.evalSet(100, i -> "" + i);
        String url;
        try (ScriptedServer server = new ScriptedServer(Runs::right)) {
            url = server.url("/v1/predict?key=" + SECRET);
        }
        assertThatThrownBy(() -> runs.http(evalSet, url))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("/v1/predict?... cannot be evaluated")
                .hasMessageContaining("connect: ")
                .hasMessageNotContaining(SECRET);
        assertThat(runs.predictions()).doesNotExist();
    }

    @Test
    void shouldNeverShowACredentialEvenWhenTheServerRepeatsIt() throws Exception {
        Path evalSet = runs.evalSet(30, i -> "" + i);
        runs.headers = Map.of("Authorization", EndpointAccess.bearer(SECRET), "X-Team", "ranking-0815");
        try (ScriptedServer server = new ScriptedServer(
                request -> Reply.status(401, "bad " + request.headers().get("authorization")))) {
            assertThatThrownBy(() -> runs.http(evalSet, server.url("/")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("http 401: bad ****")
                    .hasMessageNotContaining(SECRET);
        }
        AtomicInteger seen = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(request -> {
            seen.addAndGet(request.headers().getOrDefault("authorization", "").equals("Bearer " + SECRET) ? 1 : 0);
            return request.body().asInt() == 3 ? Reply.status(500, "trace: " + request.headers()) : Runs.right(request);
        })) {
            runs.http(evalSet, server.url("/"));
        }
        assertThat(seen).hasValue(30);
        assertThat(Files.readString(runs.predictions())).contains("http 500").doesNotContain(SECRET, "ranking-0815");
        assertThat(Files.readString(dir.resolve("results.json"))).doesNotContain(SECRET);
        assertThat(EndpointAccess.of("http://h/?k=" + SECRET, runs.headers, java.util.Optional.empty())
                        .toString())
                .doesNotContain(SECRET);
    }

    @Test
    void shouldFollowARedirectOnTheSameHostAndNeverToAnother() throws Exception {
        Path evalSet = runs.evalSet(5, i -> "" + i);
        runs.headers = Map.of("Authorization", EndpointAccess.bearer(SECRET));
        try (ScriptedServer other = new ScriptedServer(Runs::right);
                ScriptedServer server = new ScriptedServer(request -> switch (request.path()) {
                    case "/old" -> Reply.redirect(307, "/new/");
                    case "/new/" -> Runs.right(request);
                    case "/loop" -> Reply.redirect(308, "/loop");
                    default -> Reply.redirect(307, other.url("/new/"));
                })) {
            assertThat(runs.http(evalSet, server.url("/old"))
                            .toJson()
                            .get("accuracy")
                            .asDouble())
                    .isEqualTo(1);
            assertThatThrownBy(() -> runs.http(evalSet, server.url("/away")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("another place");
            assertThat(other.requests).isEmpty();
            runs.http(evalSet, server.url("/loop"));
            assertThat(runs.lines().get(0).get("error").asText()).startsWith("http 308");
        }
    }

    @Test
    void shouldRefuseUrlsAndHeadersThatAreNotForThis() {
        for (String url :
                new String[] {"ftp://h/x", "file:///etc/passwd", "http:///x", "http://u:p@h/", "nonsense", "http://h/ x"
                }) {
            assertThatThrownBy(() -> EndpointAccess.of(url, Map.of(), java.util.Optional.empty()))
                    .isInstanceOf(BadInputException.class);
        }
        assertThatThrownBy(() -> EndpointAccess.of("http://h", Map.of("X", "a\nb"), java.util.Optional.empty()))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> EndpointAccess.of("http://h", Map.of("Host", "x"), java.util.Optional.empty()))
                .isInstanceOf(BadInputException.class);
    }
}
