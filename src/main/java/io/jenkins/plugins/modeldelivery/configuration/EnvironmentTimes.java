package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EnvironmentDocument;
import java.io.Serializable;
import java.time.Duration;
import org.kohsuke.stapler.DataBoundSetter;

/** How long things may take in an environment, and how old they may be; what nobody says is the engine's usual. */
public abstract class EnvironmentTimes implements Serializable {
    private static final long serialVersionUID = 1;

    static final int ROLLOUT_SECONDS = 600;
    static final int SETTLE_SECONDS = 10;
    static final String LIVE_AGE = "7d";

    private Integer rolloutSeconds;
    private Integer settleSeconds;
    private Integer evidenceDays;
    private String liveAge;

    @CheckForNull
    public Integer getRolloutSeconds() {
        return rolloutSeconds;
    }

    /** Longest time from the write until all replicas run it; 600 by default. */
    @DataBoundSetter
    public void setRolloutSeconds(Integer rolloutSeconds) {
        this.rolloutSeconds = unless(ROLLOUT_SECONDS, rolloutSeconds);
    }

    @CheckForNull
    public Integer getSettleSeconds() {
        return settleSeconds;
    }

    /** How long a rollout must stay complete before it counts; 10 by default. */
    @DataBoundSetter
    public void setSettleSeconds(Integer settleSeconds) {
        this.settleSeconds = unless(SETTLE_SECONDS, settleSeconds);
    }

    @CheckForNull
    public Integer getEvidenceDays() {
        return evidenceDays;
    }

    /** Greatest age of evidence; any age by default. */
    @DataBoundSetter
    public void setEvidenceDays(Integer evidenceDays) {
        this.evidenceDays = unless(0, evidenceDays);
    }

    @CheckForNull
    public String getLiveAge() {
        return liveAge;
    }

    /** Greatest age of the sample of live requests that {@code live-shift} compares with, such as {@code 12h}; 7d by default. */
    @DataBoundSetter
    public void setLiveAge(String liveAge) {
        String trimmed = Util.fixEmptyAndTrim(liveAge);
        this.liveAge = LIVE_AGE.equals(trimmed) ? null : trimmed;
    }

    private static Integer unless(int usual, @CheckForNull Integer value) {
        return value == null || value == usual ? null : value;
    }

    /** The same for the engine. */
    @NonNull
    final Environment.Timing timing() throws BadInputException {
        Environment.Timing usual = Environment.Timing.DEFAULT;
        return new Environment.Timing(
                Duration.ofSeconds(rolloutSeconds == null ? ROLLOUT_SECONDS : rolloutSeconds),
                Duration.ofSeconds(settleSeconds == null ? SETTLE_SECONDS : settleSeconds),
                usual.poll(),
                usual.patience(),
                Duration.ofDays(evidenceDays == null ? 0 : evidenceDays),
                liveAge(liveAge));
    }

    static Duration liveAge(@CheckForNull String text) throws BadInputException {
        return EnvironmentDocument.duration(text == null ? LIVE_AGE : text, "liveAge");
    }
}
