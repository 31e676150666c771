package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import io.jenkins.plugins.modeldelivery.store.S3Store;
import io.jenkins.plugins.modeldelivery.store.Stepping;
import java.nio.file.Path;

/** A writer in a JVM of its own: appends one decision and stops at the given step of it, to be killed there. */
final class MortalWriter {
    private MortalWriter() {}

    public static void main(String[] args) throws Exception {
        Stepping stepping = new Stepping(Integer.parseInt(args[0]));
        ObjectStore store = args.length == 2
                ? stepping.directory(Path.of(args[1]))
                : stepping.around(
                        S3Store.open(S3Server.settings(args[1], Integer.parseInt(args[2])), S3Server.credentials()));
        Ledger.on(store).decisions().append(Drafts.promoted("production", "step-" + args[0]));
        System.out.println("DONE");
    }
}
