package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.math.BigDecimal;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** One rule given in the step itself: the same keys and meaning as in {@code model-delivery.yaml}. */
public final class InlineRule implements Describable<InlineRule>, Serializable {
    private static final long serialVersionUID = 1;

    private final String metric;
    private String slice;

    @DataBoundSetter
    public Double atLeast;

    @DataBoundSetter
    public Double atMost;

    @DataBoundSetter
    public Double noWorseThanBaseline;

    @DataBoundSetter
    public Double confidence;

    @DataBoundSetter
    public Integer minRows;

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

    /** The rule as the policy file would have it; checked by the engine like any other. */
    ObjectNode toPolicy() {
        ObjectNode rule = Json.object();
        Parameters.ofForm(this).forEach((key, value) -> {
            if (value instanceof Double number && Double.isFinite(number)) {
                rule.put(key, new BigDecimal(number.toString()));
            } else if (value instanceof Integer number) {
                rule.put(key, number);
            } else {
                rule.put(key, value.toString()); // NaN is refused like any other word in place of a number
            }
        });
        return rule;
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
