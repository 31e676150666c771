package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Label;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.parameter.Amounts;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EnvironmentModels;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.promotion.Minimum;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A named place that versions are promoted to: a workload in a cluster, and the evidence a version needs to come here. */
public final class EnvironmentConfiguration implements Describable<EnvironmentConfiguration>, Serializable {
    private static final long serialVersionUID = 1;

    static final String CONTROLLER = "controller";
    static final String AGENT = "agent";
    static final String REQUIRES = "schema, shift, eval";
    static final String NOTHING = "none";
    static final int ROLLOUT_SECONDS = 600;
    static final int SETTLE_SECONDS = 10;
    static final String LIVE_AGE = "7d";
    static final String REQUIRED = "required";

    private final String name;
    private final ClusterAccess connection;
    private final String workload;
    private String namespace;
    private String container;
    private String image;
    private String connectFrom;
    private String agentLabel;
    private String requires;
    private ArrayList<DownstreamJob> downstreamJobs;
    private Integer rolloutSeconds;
    private Integer settleSeconds;
    private Integer evidenceDays;
    private String liveAge;
    private String minimum;
    private String approvers;
    private Integer approvals;
    private Boolean separateDuties;
    private String person;
    private String models;

    @DataBoundConstructor
    public EnvironmentConfiguration(String name, ClusterAccess connection, String workload) {
        this.name = Util.fixEmptyAndTrim(name);
        this.connection = connection;
        this.workload = Util.fixEmptyAndTrim(workload);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    @CheckForNull
    public ClusterAccess getConnection() {
        return connection;
    }

    /** {@code deployment/x}, {@code statefulset/x} or {@code inferenceservice/x}. */
    @CheckForNull
    public String getWorkload() {
        return workload;
    }

    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    /** That of the kubeconfig's context by default, and {@code default} where that names none. */
    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    @CheckForNull
    public String getContainer() {
        return container;
    }

    /** Whose image is set; not needed for an InferenceService. */
    @DataBoundSetter
    public void setContainer(String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Template of what is set; what the ledger has for the version by default. */
    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    @CheckForNull
    public String getConnectFrom() {
        return connectFrom;
    }

    /** {@code controller} (default) or {@code agent}. */
    @DataBoundSetter
    public void setConnectFrom(String connectFrom) {
        String trimmed = Util.fixEmptyAndTrim(connectFrom);
        this.connectFrom = CONTROLLER.equals(trimmed) ? null : trimmed;
    }

    /** Whether the cluster is talked to from the agent that the step runs on. */
    public boolean isFromAgent() {
        return AGENT.equals(connectFrom);
    }

    @CheckForNull
    public String getAgentLabel() {
        return agentLabel;
    }

    /** Of the agents that reach the cluster; needed where there is no step that runs on one: on the Rollback page. */
    @DataBoundSetter
    public void setAgentLabel(String agentLabel) {
        this.agentLabel = Util.fixEmptyAndTrim(agentLabel);
    }

    /**
     * The agents that reach the cluster.
     *
     * @throws BadInputException when nothing is said of them, or no label
     */
    @NonNull
    public Label agents() throws BadInputException {
        if (agentLabel == null) {
            throw new BadInputException(
                    "Environment '" + name + "' is reached from agents; its agentLabel must say which");
        }
        return label(agentLabel);
    }

    private static Label label(String expression) throws BadInputException {
        try {
            return Label.parseExpression(expression);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "agentLabel: '" + expression + "' is neither a label nor an expression of labels", e);
        }
    }

    @CheckForNull
    public String getRequires() {
        return requires;
    }

    /** Kinds of evidence, separated by commas; {@code schema, shift, eval} by default, {@code none} for none. */
    @DataBoundSetter
    public void setRequires(String requires) {
        String trimmed = Util.fixEmptyAndTrim(requires);
        this.requires = REQUIRES.equals(trimmed) ? null : trimmed;
    }

    /** Which jobs evaluate the models downstream; nobody's by default. */
    @NonNull
    public List<DownstreamJob> getDownstreamJobs() {
        return downstreamJobs == null ? List.of() : List.copyOf(downstreamJobs);
    }

    /** For promotions with {@code startDownstream}. */
    @DataBoundSetter
    public void setDownstreamJobs(List<DownstreamJob> downstreamJobs) {
        this.downstreamJobs =
                downstreamJobs == null || downstreamJobs.isEmpty() ? null : new ArrayList<>(downstreamJobs);
    }

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

    @CheckForNull
    public String getMinimum() {
        return minimum;
    }

    /** What is demanded of evidence whatever a repository's policy says, in a policy's own words, as YAML; nothing by default. */
    @DataBoundSetter
    public void setMinimum(String minimum) {
        this.minimum = Util.fixEmptyAndTrim(minimum);
    }

    /** The same for the engine. */
    @NonNull
    Optional<Minimum> minimum() throws BadInputException {
        return minimum == null ? Optional.empty() : Optional.of(Minimum.parse(minimum));
    }

    @CheckForNull
    public String getApprovers() {
        return approvers;
    }

    /** Ids of people and names of groups, separated by commas, whose yes counts; everybody's who may promote by default. */
    @DataBoundSetter
    public void setApprovers(String approvers) {
        this.approvers = Util.fixEmptyAndTrim(approvers);
    }

    /** The same one by one. */
    @NonNull
    public List<String> approverList() {
        return approvers == null
                ? List.of()
                : Stream.of(approvers.split(",", -1))
                        .map(String::trim)
                        .filter(one -> !one.isEmpty())
                        .toList();
    }

    @CheckForNull
    public Integer getApprovals() {
        return approvals;
    }

    /** How many people have to say yes; 1 by default. */
    @DataBoundSetter
    public void setApprovals(Integer approvals) {
        this.approvals = unless(1, approvals);
    }

    public boolean isSeparateDuties() {
        return separateDuties != null && separateDuties;
    }

    /** Whether the yes of who started the build, or of the change's author, does not count. */
    @DataBoundSetter
    public void setSeparateDuties(boolean separateDuties) {
        this.separateDuties = separateDuties ? Boolean.TRUE : null;
    }

    @CheckForNull
    public String getPerson() {
        return person;
    }

    /** {@value #REQUIRED}: what a push, a timer or an upstream build starts may ask, and not go on by itself. */
    @DataBoundSetter
    public void setPerson(String person) {
        this.person = Util.fixEmptyAndTrim(person);
    }

    public boolean isPersonRequired() {
        return REQUIRED.equals(person);
    }

    /**
     * Whether both may be one workload: the same names, where neither a different API server nor a different namespace tells
     * them apart.
     *
     * @param model for which; null where nobody says, so that what is another text for each model is compared as it stands
     */
    boolean mayBeSamePlace(EnvironmentConfiguration other, @CheckForNull String model) {
        boolean elsewhere = connection instanceof ApiServerAccess own
                && other.connection instanceof ApiServerAccess its
                && !Util.fixNull(own.getServer(), "?").equals(Util.fixNull(its.getServer(), "?"));
        boolean sameNamespace = namespace == null
                || other.namespace == null
                || EnvironmentModels.same(namespace, other.namespace, Optional.ofNullable(model));
        return !elsewhere
                && sameNamespace
                && workload != null
                && other.workload != null
                && EnvironmentModels.same(workload, other.workload, Optional.ofNullable(model));
    }

    @CheckForNull
    public String getModels() {
        return models;
    }

    /** Names, separated by commas, in which {@code *} stands for any characters; all models by default. */
    @DataBoundSetter
    public void setModels(String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    /**
     * Its namespace for a model.
     *
     * @param model null where nobody has said which
     * @param contextNamespace of the connection, where this names none
     * @throws BadInputException when it is not for this model, or another one for each model and none is given
     */
    @NonNull
    public String namespace(@CheckForNull String model, @NonNull String contextNamespace) throws BadInputException {
        if (model != null) {
            EnvironmentModels.parse(Util.fixNull(models)).require(name, model);
        }
        return EnvironmentModels.fill(
                "namespace", namespace == null ? contextNamespace : namespace, Optional.ofNullable(model));
    }

    private static Integer unless(int usual, @CheckForNull Integer value) {
        return value == null || value == usual ? null : value;
    }

    /** How long things may take and how old they may be; what nobody says is the engine's usual. */
    @NonNull
    Environment.Timing timing() throws BadInputException {
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
        return Amounts.duration("liveAge", text == null ? LIVE_AGE : text);
    }

    /**
     * The same for the engine and a model, all of it checked.
     *
     * @param contextNamespace of the connection, for an environment that names none
     */
    @NonNull
    public Environment toEngine(@NonNull String model, @NonNull String contextNamespace) throws BadInputException {
        if (person != null && !person.equals(REQUIRED)) {
            throw new BadInputException("person: '" + person + "' is none; leave it out, or say " + REQUIRED);
        }
        if (approvals != null && approvals < 1) {
            throw new BadInputException("approvals: " + approvals + " is less than 1");
        }
        if (connectFrom != null && !connectFrom.equals(AGENT)) {
            throw new BadInputException(
                    "connectFrom: '" + connectFrom + "' is neither '" + CONTROLLER + "' nor '" + AGENT + "'");
        }
        Environment plain = Environment.of(
                name,
                WorkloadRef.parse(
                        namespace(model, contextNamespace),
                        EnvironmentModels.fill("workload", Util.fixNull(workload), Optional.of(model))),
                EnvironmentModels.fill("container", Util.fixNull(container), Optional.of(model)),
                Util.fixNull(image),
                kinds(requires),
                timing());
        Optional<Minimum> demanded = minimum();
        return demanded.isPresent() ? plain.demanding(demanded.get()) : plain;
    }

    private static Set<EvidenceKind> kinds(@CheckForNull String text) throws BadInputException {
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        String given = text == null ? REQUIRES : text;
        if (!given.equals(NOTHING)) {
            for (String kind : given.split(",", -1)) {
                kinds.add(EvidenceKind.parse(kind.trim()));
            }
        }
        return kinds;
    }

    @Extension
    @Symbol("modelEnvironment")
    public static final class DescriptorImpl extends Descriptor<EnvironmentConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.EnvironmentConfiguration_DisplayName();
        }

        @POST
        public ListBoxModel doFillConnectFromItems() {
            return new ListBoxModel(
                    new ListBoxModel.Option(Messages.EnvironmentConfiguration_Controller(), CONTROLLER),
                    new ListBoxModel.Option(Messages.EnvironmentConfiguration_Agent(), AGENT));
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> Names.require("environment", Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckWorkload(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(
                    item,
                    () -> WorkloadRef.parse(
                            "default",
                            EnvironmentModels.fill(
                                    "workload", Util.fixNull(value).trim(), Optional.of("model"))));
        }

        @POST
        public FormValidation doCheckModels(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> EnvironmentModels.parse(Util.fixNull(value)));
        }

        @POST
        public FormValidation doCheckLiveAge(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> liveAge(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillPersonItems() {
            return new ListBoxModel(
                    new ListBoxModel.Option(Messages.EnvironmentConfiguration_PersonRequired(), REQUIRED),
                    new ListBoxModel.Option(Messages.EnvironmentConfiguration_PersonNotRequired(), ""));
        }

        @POST
        public FormValidation doCheckMinimum(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> {
                String text = Util.fixEmptyAndTrim(value);
                if (text != null) { // to demand nothing is well
                    Minimum.parse(text);
                }
            });
        }

        @POST
        public FormValidation doCheckRequires(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> kinds(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckAgentLabel(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> {
                String expression = Util.fixEmptyAndTrim(value);
                if (expression != null) { // to say nothing is well
                    label(expression);
                }
            });
        }
    }
}
