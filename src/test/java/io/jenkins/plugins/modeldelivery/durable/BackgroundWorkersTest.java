package io.jenkins.plugins.modeldelivery.durable;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers.Beat;
import io.jenkins.plugins.modeldelivery.durable.BackgroundWorkers.Work;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Work that is held up, by metrics or agents that do not answer. */
@WithJenkins
class BackgroundWorkersTest {
    private static final int MANY = 100; // more than there are threads

    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void start(JenkinsRule rule) {
        assertThat(rule.jenkins.isTerminating(), is(false)); // the workers are one of its extensions
    }

    @AfterEach
    void answer() {
        answers.countDown();
    }

    private void beHeldUp() {
        asked.incrementAndGet();
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void holdUpAllOrdinaryWork() {
        for (int i = 0; i < MANY; i++) {
            new Beat(this::beHeldUp).in(Duration.ZERO, Work.ORDINARY);
        }
        await().until(() -> asked.get() > 1);
        await().during(Duration.ofMillis(300)).until(() -> asked.get() < MANY); // all its threads wait
    }

    @Test
    void shouldBringBackWhileAllOtherWorkIsHeldUp() {
        holdUpAllOrdinaryWork();
        CountDownLatch back = new CountDownLatch(2);
        BackgroundWorkers.get().submit(Work.BRINGING_BACK, back::countDown);
        new Beat(back::countDown).in(Duration.ZERO, Work.BRINGING_BACK);
        await().until(() -> back.getCount() == 0);
    }

    /** Of steps that are stopped while they wait: to be told of it holds no thread that brings others back. */
    @Test
    void shouldHoldNoThreadForATaskThatIsStillRunning() {
        List<Beat> running = new CopyOnWriteArrayList<>();
        for (int i = 0; i < MANY; i++) {
            AtomicReference<Beat> self = new AtomicReference<>();
            self.set(new Beat(() -> {
                running.add(self.get());
                beHeldUp();
            }));
            self.get().in(Duration.ZERO, Work.ORDINARY);
        }
        await().until(() -> asked.get() > 1);
        await().during(Duration.ofMillis(300)).until(() -> asked.get() < MANY);
        running.forEach(beat -> beat.in(Duration.ZERO, Work.BRINGING_BACK));
        CountDownLatch back = new CountDownLatch(1);
        new Beat(back::countDown).in(Duration.ofMillis(1), Work.BRINGING_BACK);
        await().until(() -> back.getCount() == 0);
    }

    /** Whoever is told while it runs runs once more. */
    @Test
    void shouldRunAgainWhenItWasToldMeanwhile() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Beat beat = new Beat(() -> {
            if (runs.incrementAndGet() == 1) {
                begun.countDown();
                beHeldUp();
            }
        });
        beat.in(Duration.ZERO, Work.ORDINARY);
        await().until(() -> begun.getCount() == 0);
        beat.in(Duration.ZERO, Work.BRINGING_BACK);
        answers.countDown();
        await().until(() -> runs.get() == 2);
    }
}
