package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Decisions;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.FaultProxy;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.ObjectKeys;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What reading the end of a long ledger and appending to it cost. The ledger is made by real appends in memory and copied
 * to s3proxy. Requests are HTTP requests, bytes are those that the server answered with heads, both counted on the wire.
 *
 * <p>Run from {@code engine/} after {@code mvn test-compile}, with the test class path:
 * {@code java -cp ... io.jenkins.plugins.modeldelivery.bench.LedgerBenchmark [decisions] [appends of each writer]}
 */
public final class LedgerBenchmark {
    private static final int WRITERS = 8;
    private static final int LAST = 50;
    private static final int RARE = 97;
    private static final String EVERYWHERE = "(all)";

    private LedgerBenchmark() {}

    public static void main(String[] args) throws Exception {
        int decisions = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 25;
        ObjectStore made = make(decisions);
        try (S3Server server = S3Server.start(1024)) {
            copy(made, S3Store.open(server.settings("bench"), S3Server.credentials()));
            say("\n| last %d of %,d decisions, s3 | requests | KB answered | ms |", LAST, decisions);
            say("|---|---|---|---|");
            tail(server, "staging", false);
            for (String environment : List.of(EVERYWHERE, "production", "rare")) {
                tail(server, environment, true);
            }
            say("\n| %d writers | appends a second | requests per append |", WRITERS);
            say("|---|---|---|");
            for (boolean isOneModel : new boolean[] {true, false}) {
                s3(server, isOneModel, each);
            }
        }
        for (boolean isOneModel : new boolean[] {true, false}) {
            Path directory = Files.createTempDirectory("ledger-benchmark");
            double speed = appends(i -> DirectoryStore.open(directory), isOneModel, each);
            say("| directory, %s | %.0f | |", models(isOneModel), speed);
        }
    }

    private static ObjectStore make(int decisions) throws Exception {
        ObjectStore store = new MemoryS3(method -> MemoryS3.Trouble.NONE).store();
        long begin = System.nanoTime();
        Decisions chain = Ledger.on(store).decisions();
        for (int i = 1; i <= decisions; i++) {
            String environment = i % RARE == 0 ? "rare" : i % 2 == 0 ? "production" : "staging";
            chain.append(Drafts.promoted(environment, "1." + i));
        }
        say("%,d decisions appended in memory in %.1f s", decisions, seconds(begin));
        return store;
    }

    private static void copy(ObjectStore from, ObjectStore to) throws Exception {
        List<String> keys = ObjectKeys.all(from, "models/");
        AtomicLong bytes = new AtomicLong();
        long begin = System.nanoTime();
        try (Workers workers = new Workers(WRITERS)) {
            workers.run(keys.size(), i -> {
                byte[] content = from.get(keys.get(i)).orElseThrow();
                bytes.addAndGet(content.length);
                to.create(keys.get(i), content);
            });
        }
        say("%,d objects, %.0f MB, copied in %.0f s", keys.size(), bytes.get() / 1e6, seconds(begin));
    }

    /** Through a ledger that knows nothing yet; the JVM and its HTTP client are warm after a first unprinted one. */
    private static void tail(S3Server server, String environment, boolean isPrinted) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.port(), line -> FaultProxy.Fault.NONE);
                Ledger ledger =
                        Ledger.on(S3Store.open(S3Server.settings("bench", proxy.port()), S3Server.credentials()))) {
            long begin = System.nanoTime();
            List<Decision> last = environment.equals(EVERYWHERE)
                    ? ledger.decisions().tail(Drafts.MODEL, LAST)
                    : ledger.decisions().tail(Drafts.MODEL, environment, LAST);
            double millis = 1000 * seconds(begin);
            if (last.size() != LAST) {
                throw new IllegalStateException("only " + last.size() + " of " + environment);
            }
            if (isPrinted) {
                int requests = proxy.requests().size();
                say("| %s | %d | %.0f | %.0f |", environment, requests, proxy.bytesAnswered() / 1e3, millis);
            }
        }
    }

    /** Speed without the proxy between, then requests with it. */
    private static void s3(S3Server server, boolean isOneModel, int each) throws Exception {
        String name = isOneModel ? "shared" : "own";
        double speed = appends(i -> S3Store.open(server.settings(name), S3Server.credentials()), isOneModel, each);
        try (FaultProxy proxy = new FaultProxy(server.port(), line -> FaultProxy.Fault.NONE)) {
            appends(
                    i -> S3Store.open(S3Server.settings(name + "-counted", proxy.port()), S3Server.credentials()),
                    isOneModel,
                    each);
            double requests = (double) proxy.requests().size() / WRITERS / each;
            say("| s3, %s | %.0f | %.1f |", models(isOneModel), speed, requests);
        }
    }

    private static String models(boolean isOneModel) {
        return isOneModel ? "all on one model" : "a model each";
    }

    /** Opens a store for one writer. */
    private interface Opener {
        ObjectStore open(int writer) throws Exception;
    }

    /** Appends a second of all writers together. */
    private static double appends(Opener opener, boolean isOneModel, int each) throws Exception {
        long begin = System.nanoTime();
        try (Workers workers = new Workers(WRITERS)) {
            workers.run(WRITERS, i -> {
                try (Ledger ledger = Ledger.on(opener.open(i))) {
                    String model = isOneModel ? Drafts.MODEL : Drafts.MODEL + i;
                    for (int k = 0; k < each; k++) {
                        ledger.decisions().append(Drafts.promoted(model, "production", "2." + i + "." + k));
                    }
                }
            });
        }
        return WRITERS * each / seconds(begin);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
