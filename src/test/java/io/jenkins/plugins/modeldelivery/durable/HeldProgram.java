package io.jenkins.plugins.modeldelivery.durable;

import hudson.model.Descriptor;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.DirectoryLedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.LedgerLocation;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.util.concurrent.CountDownLatch;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;

/**
 * A Pipeline whose program cannot be stored for as long as a test wants, since another branch keeps its one thread busy, as
 * a long computation in Groovy does. The ledger can only be opened while that is so: what a step stores before it asks for
 * the ledger is not what this is about.
 */
public final class HeldProgram {
    private static volatile CountDownLatch held = new CountDownLatch(0);
    private static volatile CountDownLatch released = new CountDownLatch(0);

    private HeldProgram() {}

    /** The next {@code holdProgram} holds, and ledgers wait for it. */
    public static void prepare() {
        held = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    public static void release() {
        held.countDown();
        released.countDown();
    }

    /** A program, not in the sandbox: the step, and beside it what keeps the program from being stored. */
    public static CpsFlowDefinition beside(String step) throws Descriptor.FormException {
        String script = "parallel(work: { " + step + " }, hold: { " + HeldProgram.class.getName() + ".hold() })";
        return new CpsFlowDefinition(script, false);
    }

    /** Keeps the program's thread until it is released; called by the program. */
    public static void hold() throws InterruptedException {
        held.countDown();
        released.await();
    }

    /** The embedded ledger, once the program is held. */
    public static final class Gated implements LedgerLocation {
        @Override
        public ObjectStore open(Run<?, ?> run) throws DeliveryException {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnreachableException("interrupted", e);
            }
            return new DirectoryLedgerLocation().open(run);
        }
    }

    /** Of the gated ledger; an extension of the test that uses it. */
    public abstract static class GateDescriptor extends Descriptor<LedgerLocation> {
        protected GateDescriptor() {
            super(Gated.class);
        }
    }
}
