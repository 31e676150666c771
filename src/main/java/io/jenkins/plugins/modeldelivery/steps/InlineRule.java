package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.Serializable;
import java.math.BigDecimal;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** One rule given in the step itself: the same keys and meaning as in {@code model-delivery.yaml}. */
public final class InlineRule implements Describable<InlineRule>, Serializable {
    private static final long serialVersionUID = 1;

    private final String metric;
    private String slice;
    private Double atLeast;
    private Double atMost;
    private Double noWorseThanBaseline;
    private Double confidence;
    private Integer minRows;

    @DataBoundConstructor
    public InlineRule(String metric) {
        this.metric = metric;
    }

    @NonNull
    public String getMetric() {
        return metric;
    }

    @CheckForNull
    public String getSlice() {
        return slice;
    }

    @DataBoundSetter
    public void setSlice(String slice) {
        this.slice = Util.fixEmptyAndTrim(slice);
    }

    @CheckForNull
    public Double getAtLeast() {
        return atLeast;
    }

    @DataBoundSetter
    public void setAtLeast(Double atLeast) {
        this.atLeast = atLeast;
    }

    @CheckForNull
    public Double getAtMost() {
        return atMost;
    }

    @DataBoundSetter
    public void setAtMost(Double atMost) {
        this.atMost = atMost;
    }

    @CheckForNull
    public Double getNoWorseThanBaseline() {
        return noWorseThanBaseline;
    }

    @DataBoundSetter
    public void setNoWorseThanBaseline(Double noWorseThanBaseline) {
        this.noWorseThanBaseline = noWorseThanBaseline;
    }

    @CheckForNull
    public Double getConfidence() {
        return confidence;
    }

    @DataBoundSetter
    public void setConfidence(Double confidence) {
        this.confidence = confidence;
    }

    @CheckForNull
    public Integer getMinRows() {
        return minRows;
    }

    @DataBoundSetter
    public void setMinRows(Integer minRows) {
        this.minRows = minRows;
    }

    /** The rule as the policy file would have it; checked by the engine like any other. */
    ObjectNode toPolicy() {
        ObjectNode rule = Json.object().put("metric", metric);
        if (slice != null) {
            rule.put("slice", slice);
        }
        put(rule, "atLeast", atLeast);
        put(rule, "atMost", atMost);
        put(rule, "noWorseThanBaseline", noWorseThanBaseline);
        put(rule, "confidence", confidence);
        if (minRows != null) {
            rule.put("minRows", minRows);
        }
        return rule;
    }

    private static void put(ObjectNode rule, String key, Double value) {
        if (value != null && Double.isFinite(value)) {
            rule.put(key, new BigDecimal(value.toString()));
        } else if (value != null) {
            rule.put(key, value.toString()); // refused like any other word in place of a number
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<InlineRule> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.InlineRule_DisplayName();
        }
    }
}
