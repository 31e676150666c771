package io.jenkins.plugins.modeldelivery.durable;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A piece of work begins when the state before it is stored; what becomes of it when that fails; how it is given up. */
@WithJenkins
class DurableExecutionTest {
    private static final ListenableFuture<Void> DONE = Futures.immediateFuture(null);

    private final Build build = new Build();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Run<?, ?> run;

    @BeforeEach
    void start(JenkinsRule jenkins) throws Exception {
        run = jenkins.buildAndAssertSuccess(jenkins.createProject(FreeStyleProject.class));
    }

    private Throwable failure() throws Exception {
        return build.end.get(1, TimeUnit.MINUTES);
    }

    @Test
    void shouldBeginAPieceWhenTheStateBeforeItIsStored() throws Exception {
        SettableFuture<Void> first = SettableFuture.create();
        build.saving.addAll(List.of(first, DONE));
        Counting step = new Counting(2);
        step.start();
        Awaitility.await().until(() -> step.done, contains("piece 1"));
        step.stop(new FlowInterruptedException(Result.ABORTED, true)); // another look, which must not begin one either
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> step.done, contains("piece 1"));
        first.set(null);
        failure();
        assertThat(step.done, contains("piece 1", "given up: the build was aborted", "released"));
    }

    @Test
    void shouldDoNothingMoreWhenTheIntentCannotBeStored() throws Exception {
        build.saving.add(Futures.immediateFailedFuture(new IOException("No space left on device")));
        Counting step = new Counting(2);
        step.start();
        assertThat(failure(), instanceOf(AbortException.class));
        assertThat(
                failure().getMessage(),
                is("counting: The state of this step could not be stored with the build: java.io.IOException: No space"
                        + " left on device"));
        assertThat(step.done, contains("piece 1", "told", "released"));
    }

    @Test
    void shouldBringToItsEndWhatHasBegunAlthoughItCannotBeStored() throws Exception {
        build.saving.addAll(
                List.of(DONE, Futures.immediateFailedFuture(new IOException("No space left on device")), DONE));
        Counting step = new Counting(3);
        step.start();
        assertThat(failure().getMessage(), is("over"));
        assertThat(step.done, contains("piece 1", "piece 2", "piece 3", "released"));
        assertThat(log.toString(), containsString("No space left on device; going on"));
    }

    @Test
    void shouldEndOnceWhateverFails() throws Exception {
        Counting step = new Counting(0);
        step.start();
        assertThat(failure().getMessage(), is("over"));
        step.stop(new FlowInterruptedException(Result.ABORTED, true));
        Awaitility.await().during(Duration.ofMillis(300)).until(() -> build.ends, is(1));
        assertThat(build.saving, is(empty()));
    }

    /** Works so many pieces, the second of which changes the world, then fails as it was told to. */
    private final class Counting extends DurableExecution {
        private static final long serialVersionUID = 1;

        private final transient List<String> done = new CopyOnWriteArrayList<>();
        private final int pieces;
        private int count;

        Counting(int pieces) {
            super(build);
            this.pieces = pieces;
        }

        @Override
        protected String function() {
            return "counting";
        }

        @Override
        protected void open(Run<?, ?> of, TaskListener listener) {
            assertThat(of, is((Object) run));
        }

        @Override
        protected Duration work() {
            if (stopReason() != null) {
                done.add("given up: " + stopReason());
                return end(aborted());
            }
            if (count == pieces) {
                return end(new AbortException("over"));
            }
            count++;
            done.add("piece " + count);
            store();
            return Duration.ZERO;
        }

        @Override
        protected boolean isUnderWay() {
            return count > 1;
        }

        @Override
        protected void refused(DeliveryException e) {
            done.add("told");
        }

        @Override
        protected void release() {
            done.add("released");
        }
    }

    /** A build that stores when a test says so. */
    private final class Build extends StepContext {
        private static final long serialVersionUID = 1;

        private final transient Queue<ListenableFuture<Void>> saving = new ArrayDeque<>();
        private final transient CompletableFuture<Throwable> end = new CompletableFuture<>();
        private volatile int ends;

        @Override
        public <T> T get(Class<T> key) throws IOException {
            return key.cast(
                    key == Run.class
                            ? run
                            : key == TaskListener.class ? new StreamTaskListener(log, StandardCharsets.UTF_8) : null);
        }

        @Override
        public ListenableFuture<Void> saveState() {
            return saving.remove();
        }

        @Override
        public void onSuccess(Object result) {
            throw new IllegalStateException("success");
        }

        @Override
        public void onFailure(Throwable t) {
            ends++;
            end.complete(t);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setResult(Result result) {
            throw new IllegalStateException("result");
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new IllegalStateException("body");
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
