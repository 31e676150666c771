package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects by addresses that somebody with a key has signed ({@link S3Objects#signed}): whoever holds these reads exactly
 * these objects, until they run out, and needs no key. The addresses themselves are secret; no message shows one.
 */
public final class SignedObjects implements DataObjects {
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int LOOKS = 30;
    private static final int LONGEST_ERROR = 4096;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault())
            .build();
    private final String bucket;
    private final Map<String, String> addresses;
    private final Duration silence;
    private final Sleeper sleeper;

    /**
     * @param bucket for messages
     * @param addresses by key, in the order of the keys
     */
    public SignedObjects(String bucket, Map<String, String> addresses) {
        this(bucket, addresses, SILENCE, Sleeper.REAL);
    }

    /** @param silence for so long almost nothing may arrive, about 1 KiB a second */
    public SignedObjects(String bucket, Map<String, String> addresses, Duration silence, Sleeper sleeper) {
        this.bucket = bucket;
        this.addresses = new LinkedHashMap<>(addresses);
        this.silence = silence;
        this.sleeper = sleeper;
    }

    @Override
    public List<String> list() {
        return List.copyOf(addresses.keySet());
    }

    @Override
    public void download(String key, Path file) throws DeliveryException, InterruptedException {
        String address = addresses.get(key);
        if (address == null) {
            throw new BadInputException(describe(key) + " was not handed over");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                copy(key, address, file);
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UnreachableException(describe(key) + " could not be read: " + reason(e), e);
                }
                sleeper.sleep(PAUSE.multipliedBy(attempt));
            }
        }
    }

    /** What a library says may hold the address. */
    private static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e instanceof Passing ? "" : e.getClass().getSimpleName();
        if (message == null || message.contains("://") || message.contains("X-Amz")) {
            return kind;
        }
        return kind.isEmpty() ? message : kind + ": " + message;
    }

    /** An answer that may be another one in a moment. */
    private static final class Passing extends IOException {
        private static final long serialVersionUID = 1;

        Passing(String message) {
            super(message);
        }
    }

    private void copy(String key, String address, Path file)
            throws IOException, DeliveryException, InterruptedException {
        int status = fetch(address, file);
        if (status == NOT_FOUND) {
            throw new BadInputException(describe(key) + " does not exist");
        }
        if (status >= SERVER_ERROR) {
            throw new Passing("HTTP " + status + code(file));
        }
        if (status != OK) {
            throw new UnreachableException(describe(key) + " could not be read: HTTP " + status + code(file)
                    + "; its signed address ran out, or the credentials that signed it may not read it");
        }
    }

    /** Looks now and then whether the file still grows, so that neither a stalled server nor an abort is waited out. */
    private int fetch(String address, Path file) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Path>> answer = http.sendAsync(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofFile(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING));
        try {
            long size = 0;
            for (int look = 0; look < LOOKS; look++) {
                try {
                    return answer.get(silence.toMillis() / LOOKS, TimeUnit.MILLISECONDS)
                            .statusCode();
                } catch (TimeoutException e) {
                    long now = Files.exists(file) ? Files.size(file) : 0;
                    look = now - size < InterruptibleStreams.LEAST_BYTES / LOOKS ? look : 0;
                    size = now;
                    if (size > InterruptibleStreams.MOST_BYTES) {
                        throw new IOException("it has more than " + (InterruptibleStreams.MOST_BYTES >> 40) + " TiB");
                    }
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
                }
            }
            throw new Passing("nothing came for " + silence.toSeconds() + " s");
        } finally {
            answer.cancel(true);
        }
    }

    /** The error's code alone: its other words repeat who signed what. */
    private static String code(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Matcher code = CODE.matcher(new String(in.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8));
            return code.find() ? " " + code.group(1) : "";
        }
    }

    private String describe(String key) {
        return "s3://" + bucket + "/" + PlainText.shown(key);
    }

    @Override
    public void close() {
        // nothing is held open between two files
    }

    @Override
    public String toString() {
        return addresses.size() + " objects of s3://" + bucket;
    }
}
