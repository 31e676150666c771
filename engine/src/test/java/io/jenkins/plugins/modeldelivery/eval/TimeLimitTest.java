package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer that comes while the process is being ended for its lateness does not count. */
class TimeLimitTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldNotTakeWhatComesAfterTheEnd() {
        ProcessSession.TimeLimit limit = new ProcessSession.TimeLimit(() -> done.add("ended"));
        limit.run();
        assertThat(limit.keep()).isFalse();
        assertThat(done).containsExactly("ended");
    }

    @Test
    void shouldNotTakeWhatComesBecauseOfTheEnd() {
        List<Boolean> kept = new ArrayList<>();
        ProcessSession.TimeLimit[] limit = new ProcessSession.TimeLimit[1];
        limit[0] = new ProcessSession.TimeLimit(() -> kept.add(limit[0].keep()));
        limit[0].run();
        assertThat(kept).containsExactly(false);
    }

    @Test
    void shouldEndNothingOnceItWasKept() {
        ProcessSession.TimeLimit limit = new ProcessSession.TimeLimit(() -> done.add("ended"));
        assertThat(limit.keep()).isTrue();
        limit.run();
        assertThat(limit.keep()).isTrue();
        assertThat(done).isEmpty();
    }
}
