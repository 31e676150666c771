package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.FaultProxy;
import io.jenkins.plugins.modeldelivery.store.Keys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What reading the end of a long ledger and appending to it cost. Requests are HTTP requests, bytes are those that the
 * server answered, both counted on the wire between client and s3proxy.
 *
 * <p>Run from {@code engine/} after {@code mvn test-compile}, with the test class path:
 * {@code java -cp ... io.jenkins.plugins.modeldelivery.bench.LedgerBenchmark [decisions]}
 */
public final class LedgerBenchmark {
    private static final int WRITERS = 8;
    private static final int EACH = 25;
    private static final int RARE = 97;

    private LedgerBenchmark() {}

    public static void main(String[] args) throws Exception {
        int decisions = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        Path directory = Files.createTempDirectory("ledger-benchmark");
        ObjectStore local = DirectoryStore.open(directory);
        long begin = System.nanoTime();
        Ledger ledger = Ledger.on(local);
        for (int i = 1; i <= decisions; i++) {
            String environment = i % RARE == 0 ? "rare" : i % 2 == 0 ? "production" : "staging";
            ledger.decisions().append(Drafts.promoted(environment, "1." + i));
        }
        say("directory: %d decisions appended by one writer, %.0f a second", decisions, decisions / seconds(begin));
        long bytes = 0;
        List<String> keys = Keys.all(local, "models/");
        for (String key : keys) {
            bytes += local.size(key).orElseThrow();
        }
        say("directory: %d objects, %.1f KB for each decision", keys.size(), bytes / 1000.0 / decisions);
        begin = System.nanoTime();
        int found = Ledger.on(DirectoryStore.open(directory))
                .decisions()
                .tail(Drafts.MODEL, "production", 50)
                .size();
        say("directory: last %d of production in %.0f ms", found, 1000 * seconds(begin));
        throughput("directory", i -> DirectoryStore.open(directory));
        try (S3Server server = S3Server.start(768)) {
            upload(local, keys, S3Store.open(server.settings("bench"), S3Server.credentials()));
            for (String environment : List.of("production", "rare", "(all)")) {
                tail(server, environment);
            }
            S3Settings settings = server.settings("bench");
            throughput("s3", i -> S3Store.open(settings, S3Server.credentials()));
        }
    }

    private static void upload(ObjectStore from, List<String> keys, ObjectStore to) throws Exception {
        try (Workers workers = new Workers(8)) {
            workers.run(
                    keys.size(),
                    i -> to.create(keys.get(i), from.get(keys.get(i)).orElseThrow()));
        }
    }

    private static void tail(S3Server server, String environment) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.port(), line -> FaultProxy.Fault.NONE);
                Ledger ledger =
                        Ledger.on(S3Store.open(S3Server.settings("bench", proxy.port()), S3Server.credentials()))) {
            long begin = System.nanoTime();
            List<Decision> last = environment.equals("(all)")
                    ? ledger.decisions().tail(Drafts.MODEL, 50)
                    : ledger.decisions().tail(Drafts.MODEL, environment, 50);
            say(
                    "s3: last %d of %s: %d requests, %.0f KB, %.0f ms",
                    last.size(),
                    environment,
                    proxy.requests().size(),
                    proxy.bytesAnswered() / 1000.0,
                    1000 * seconds(begin));
        }
    }

    /** Opens a store for one writer. */
    private interface Opener {
        ObjectStore open(int writer) throws Exception;
    }

    private static void throughput(String name, Opener opener) throws Exception {
        long begin = System.nanoTime();
        try (Workers workers = new Workers(WRITERS)) {
            workers.run(WRITERS, i -> {
                try (Ledger ledger = Ledger.on(opener.open(i))) {
                    for (int k = 0; k < EACH; k++) {
                        ledger.decisions().append(Drafts.promoted("production", "2." + i + "." + k));
                    }
                }
            });
        }
        say("%s: %d writers on one model: %.0f appends a second", name, WRITERS, WRITERS * EACH / seconds(begin));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
