package io.jenkins.plugins.modeldelivery.cluster;

/** The annotations by which a workload tells whose it is, who changed it last, on which decision, and what ran before. */
public final class Annotations {
    public static final String PREFIX = "model-delivery.jenkins.io/";
    public static final String MODEL = PREFIX + "model";
    public static final String DECISION = PREFIX + "decision";
    public static final String VERSION = PREFIX + "version";
    public static final String DIGEST = PREFIX + "digest";
    public static final String PREVIOUS_DIGEST = PREFIX + "previous-digest";
    public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private Annotations() {}
}
