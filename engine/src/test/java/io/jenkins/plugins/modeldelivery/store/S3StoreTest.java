package io.jenkins.plugins.modeldelivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@ExtendWith(S3Server.Extension.class)
class S3StoreTest extends StoreContract {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private S3Server server;

    @BeforeEach
    void remember(S3Server server) {
        this.server = server;
    }

    @Override
    protected ObjectStore store() throws Exception {
        return server.emptyStore();
    }

    private static S3Settings through(FaultProxy proxy) {
        return S3Server.settings("t" + UUID.randomUUID(), proxy.port());
    }

    private static S3Settings impatient(FaultProxy proxy) {
        return S3Server.impatient(through(proxy), Duration.ofMillis(700));
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultProxy.Fault.class,
            names = {
                "NONE",
                "ERROR_BEFORE",
                "ERROR_AFTER",
                "UNAVAILABLE_AFTER",
                "CONFLICT_BEFORE",
                "CONFLICT_AFTER",
                "DROP_BEFORE",
                "DROP_AFTER",
                "HANG_AFTER"
            })
    void shouldRecogniseItsOwnWriteWhateverIsAnswered(FaultProxy.Fault fault) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.port(), FaultProxy.first(1, "PUT", fault));
                ObjectStore store = S3Store.open(
                        fault == FaultProxy.Fault.HANG_AFTER ? impatient(proxy) : through(proxy),
                        S3Server.credentials())) {
            assertThat(store.create("a.json", CONTENT)).isEmpty();
            assertThat(store.get("a.json").orElseThrow()).isEqualTo(CONTENT);
            assertThat(store.create("a.json", new byte[3]).orElseThrow()).isEqualTo(CONTENT);
        }
    }

    @Test
    void shouldLookUpAWriteThatFailedForGood() throws Exception {
        try (FaultProxy proxy =
                        new FaultProxy(server.port(), FaultProxy.first(99, "PUT", FaultProxy.Fault.ERROR_AFTER));
                ObjectStore store = S3Store.open(through(proxy), S3Server.credentials())) {
            assertThat(store.create("a.json", CONTENT)).isEmpty();
        }
    }

    @Test
    void shouldGiveUpAfterBoundedRetries() throws Exception {
        try (FaultProxy proxy =
                        new FaultProxy(server.port(), FaultProxy.first(99, "PUT", FaultProxy.Fault.ERROR_BEFORE));
                ObjectStore store = S3Store.open(through(proxy), S3Server.credentials())) {
            assertThatThrownBy(() -> store.create("a.json", CONTENT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("HTTP 500")
                    .message()
                    .hasLineCount(1);
            assertThat(proxy.count("PUT")).isEqualTo(4);
            assertThat(store.get("a.json")).isEmpty();
        }
    }

    @Test
    void shouldNotRetryWhatIsForbidden() throws Exception {
        StaticCredentialsProvider wrong =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, "wrong-secret-key"));
        try (FaultProxy proxy = new FaultProxy(server.port(), request -> FaultProxy.Fault.NONE);
                ObjectStore store = S3Store.open(through(proxy), wrong)) {
            assertThatThrownBy(() -> store.create("a.json", CONTENT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("HTTP 403")
                    .hasMessageContaining("credentials")
                    .message()
                    .doesNotContain("wrong-secret-key")
                    .hasLineCount(1);
            assertThatThrownBy(() -> store.get("a.json")).isInstanceOf(UnreachableException.class);
            assertThatThrownBy(() -> store.list("", "", 1)).isInstanceOf(UnreachableException.class);
            assertThat(proxy.count("PUT")).isEqualTo(1);
            assertThat(proxy.count("GET")).isEqualTo(2);
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        try (ObjectStore store = S3Store.open(S3Server.settings("x", 1), S3Server.credentials())) {
            assertThatThrownBy(() -> store.get("a.json"))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageStartingWith("s3://ledgers/x could not be read (a.json)");
        }
    }

    @Test
    void shouldStopWhenInterrupted() throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.port(), request -> FaultProxy.Fault.HANG_AFTER);
                ObjectStore store = S3Store.open(through(proxy), S3Server.credentials())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.get("a.json")).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void shouldRefuseAStoreThatIgnoresTheCondition() throws Exception {
        try (CarelessServer careless = new CarelessServer(true, false);
                ObjectStore store = S3Store.open(S3Server.settings("p", careless.port()), S3Server.credentials())) {
            assertThatThrownBy(() -> StoreCheck.run(store))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("If-None-Match")
                    .message()
                    .hasLineCount(1);
            assertThat(careless.keys()).isEmpty();
        }
    }

    @Test
    void shouldFindOutThatAStoreKeepsOtherBytes() throws Exception {
        try (CarelessServer careless = new CarelessServer(false, true);
                ObjectStore store = S3Store.open(S3Server.settings("p", careless.port()), S3Server.credentials())) {
            assertThatThrownBy(() -> StoreCheck.run(store))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not give back what was written");
            assertThat(careless.keys()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3://B",
                "s3://ab",
                "http://x/y",
                "s3://bucket/../x",
                "s3://bucket/a b",
                "s3://bucket//x"
            })
    void shouldRefuseMalformedLocations(String location) {
        assertThatThrownBy(() -> S3Settings.of(location, Optional.empty(), Optional.empty(), false))
                .isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc", "ftp://x", "http://user:secret@x", "http:/x", "http://x?q=1", "::"})
    void shouldRefuseOtherEndpointsThanHttp(String endpoint) {
        assertThatThrownBy(() -> S3Settings.of("s3://bucket/x", Optional.of(endpoint), Optional.empty(), false))
                .isInstanceOf(BadInputException.class)
                .message()
                .doesNotContain("secret");
    }
}
