package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.modeldelivery.io.Progress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs beside the work ends with it. */
@Timeout(60)
class WorkersTest {
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Never ends by itself. */
    private final Workers.Task endless = i -> {
        began.countDown();
        try {
            TimeUnit.DAYS.sleep(1);
        } finally {
            ended.countDown();
        }
    };

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    private static Workers workers(int threads) {
        return new Workers(threads, Progress.NONE);
    }

    private String work() {
        try {
            began.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "done";
    }

    @Test
    void shouldStopWhatRunsBesideTheWorkWhenThatIsDone() throws InterruptedException {
        assertThat(workers(2).beside(endless, this::work)).isEqualTo("done");
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void shouldStopItTooWhenTheWorkFails() {
        assertThatThrownBy(() -> workers(2).beside(endless, () -> {
                    throw new IllegalStateException(work());
                }))
                .hasMessage("done");
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void shouldStopItTooWhenTheCallerIsInterrupted() throws InterruptedException {
        assertThatThrownBy(() -> workers(2).beside(endless, () -> {
                    String result = work();
                    Thread.currentThread().interrupt();
                    return result;
                }))
                .isInstanceOf(InterruptedException.class);
        ended.await();
    }

    /** Whether the task had ended before the interrupt was seen, or was still being waited for. */
    @Test
    void shouldTellAnInterruptByTheExceptionAlone() {
        Workers.Task brief = i -> began.countDown();
        assertThatThrownBy(() -> workers(2).beside(brief, () -> {
                    String result = work();
                    await().until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("drift")));
                    Thread.currentThread().interrupt();
                    return result;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldRunNothingBesideInASingleThread() throws InterruptedException {
        assertThat(workers(1).beside(endless, () -> "done")).isEqualTo("done");
        assertThat(began.getCount()).isOne();
    }
}
