package io.jenkins.plugins.modeldelivery.cluster;

/** The annotations by which a workload tells who changed it last, on which decision, and what ran before. */
public final class Annotations {
    public static final String PREFIX = "model-delivery.jenkins.io/";
    public static final String DECISION = PREFIX + "decision";
    public static final String VERSION = PREFIX + "version";
    public static final String DIGEST = PREFIX + "digest";
    public static final String PREVIOUS_DIGEST = PREFIX + "previous-digest";
    /** A fencing number: a write of an older decision never follows that of a newer one. */
    public static final String SEQUENCE = PREFIX + "sequence";

    public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private Annotations() {}
}
