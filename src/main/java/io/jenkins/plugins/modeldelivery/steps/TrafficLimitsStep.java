package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficPlan;
import org.kohsuke.stapler.DataBoundSetter;

/** The numbers of a traffic gate, as the section {@code traffic} of a policy has them; each overrides the policy's. */
public abstract class TrafficLimitsStep extends VerdictStep {
    private String share;
    private String window;
    private String maxWindow;
    private String warmUp;
    private String interval;
    private String p95Increase;
    private String errorRate;
    private Integer minRequests;
    private boolean certify;

    @CheckForNull
    public String getShare() {
        return share;
    }

    /** Of users' requests for the candidate: {@code 5%} by default. */
    @DataBoundSetter
    public void setShare(String share) {
        this.share = Util.fixEmptyAndTrim(share);
    }

    @CheckForNull
    public String getWindow() {
        return window;
    }

    /** How long is counted after the warm-up: {@code 300s} by default. */
    @DataBoundSetter
    public void setWindow(String window) {
        this.window = Util.fixEmptyAndTrim(window);
    }

    @CheckForNull
    public String getMaxWindow() {
        return maxWindow;
    }

    /** To where a window is extended in which only requests are missing: {@code 900s} by default. */
    @DataBoundSetter
    public void setMaxWindow(String maxWindow) {
        this.maxWindow = Util.fixEmptyAndTrim(maxWindow);
    }

    @CheckForNull
    public String getWarmUp() {
        return warmUp;
    }

    /** At the beginning, not counted: {@code 30s} by default. */
    @DataBoundSetter
    public void setWarmUp(String warmUp) {
        this.warmUp = Util.fixEmptyAndTrim(warmUp);
    }

    @CheckForNull
    public String getInterval() {
        return interval;
    }

    /** Between two looks: {@code 5s} by default, {@code 15s} with a probe. */
    @DataBoundSetter
    public void setInterval(String interval) {
        this.interval = Util.fixEmptyAndTrim(interval);
    }

    @CheckForNull
    public String getP95Increase() {
        return p95Increase;
    }

    /** How much slower than production at p95: {@code 15%} by default. */
    @DataBoundSetter
    public void setP95Increase(String p95Increase) {
        this.p95Increase = Util.fixEmptyAndTrim(p95Increase);
    }

    @CheckForNull
    public String getErrorRate() {
        return errorRate;
    }

    /** Of the candidate's requests may fail: {@code 0.1%} by default. */
    @DataBoundSetter
    public void setErrorRate(String errorRate) {
        this.errorRate = Util.fixEmptyAndTrim(errorRate);
    }

    @CheckForNull
    public Integer getMinRequests() {
        return minRequests;
    }

    /** Fewer requests to the candidate decide nothing: 1000 by default. */
    @DataBoundSetter
    public void setMinRequests(Integer minRequests) {
        this.minRequests = minRequests;
    }

    public boolean isCertify() {
        return certify;
    }

    /** Whether the confidence bounds, not only what was measured, must be inside the limits. */
    @DataBoundSetter
    public void setCertify(boolean certify) {
        this.certify = certify;
    }

    /** Puts the numbers that are given into a plan. */
    final void fill(TrafficPlan plan) {
        ObjectNode rules = Json.object();
        put(rules, "share", share);
        put(rules, "window", window);
        put(rules, "maxWindow", maxWindow);
        put(rules, "p95Increase", p95Increase);
        put(rules, "errorRate", errorRate);
        if (minRequests != null) {
            rules.put("minRequests", minRequests);
        }
        plan.setRules(Json.compact(rules));
        plan.setWarmUp(warmUp);
        plan.setInterval(interval);
        plan.setCertify(certify);
    }

    private static void put(ObjectNode rules, String key, @CheckForNull String value) {
        if (value != null) {
            rules.put(key, value);
        }
    }
}
