package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import hudson.console.ModelHyperlinkNote;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.modeldelivery.configuration.DownstreamJob;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DownstreamNeed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/**
 * Starts the jobs of models that need a new evaluation after a promotion, as whom the build runs as. Whatever keeps a job
 * from being started is a line in the log: the promotion is done, and stays done.
 */
final class DownstreamStarter {
    static final String VERSION = "VERSION";

    private final Run<?, ?> run;
    private final Authentication authentication;
    private final Consumer<String> log;

    /** @param authentication of the build, who must be allowed to build what is started */
    DownstreamStarter(Run<?, ?> run, Authentication authentication, Consumer<String> log) {
        this.run = run;
        this.authentication = authentication;
        this.log = log;
    }

    void start(Delivery d, List<DownstreamJob> jobs) {
        for (DownstreamNeed need : new LinkedHashSet<>(DownstreamNeed.of(d))) {
            Optional<String> job = jobs.stream()
                    .filter(one -> need.model().equals(one.getModel()))
                    .map(DownstreamJob::getJob)
                    .findFirst();
            String told = need.model() + " " + need.version();
            if (job.isEmpty()) {
                log.accept("No job is configured that evaluates " + told + " (downstreamJobs of this environment)");
            } else {
                log.accept(start(told, need.version(), job.get()));
            }
        }
    }

    /** One line about what came of it. */
    private String start(String told, String version, String name) {
        String refused = "The evaluation of " + told + " is not started: ";
        try (ACLContext as = ACL.as2(authentication)) {
            Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
            if (job == null) {
                return refused + nobodySees(name);
            }
            if (isUpstream(job)) {
                return refused + "job '" + name + "' is this job, or led to this build";
            }
            if (!job.hasPermission(Item.BUILD)) {
                return refused + authentication.getName() + " may not build job '" + name + "'";
            }
            if (!(job instanceof ParameterizedJobMixIn.ParameterizedJob) || !job.isBuildable()) {
                return refused + "job '" + name + "' is disabled, or cannot be built";
            }
            boolean queued = ParameterizedJobMixIn.scheduleBuild2(job, 0, actions(job, version)) != null;
            return queued
                    ? "Started " + ModelHyperlinkNote.encodeTo(job) + ", which evaluates " + told
                    : refused + "job '" + name + "' was not taken into the queue";
        } catch (AccessDeniedException e) {
            return refused + nobodySees(name);
        } catch (RuntimeException e) {
            return refused + "job '" + name + "' could not be put into the queue: " + e;
        }
    }

    /** Who may not see a job is told the same as for one that is not there. */
    private String nobodySees(String name) {
        return "there is no job '" + name + "' that " + authentication.getName() + " may see";
    }

    private Action[] actions(Job<?, ?> job, String version) {
        Action cause = new CauseAction(new Cause.UpstreamCause(run));
        ParametersDefinitionProperty asked = job.getProperty(ParametersDefinitionProperty.class);
        return asked == null ? new Action[] {cause} : new Action[] {cause, parameters(asked, version)};
    }

    /** Whether the build would start itself, at once or in a circle. */
    private boolean isUpstream(Job<?, ?> job) {
        if (job.equals(run.getParent())) {
            return true;
        }
        List<Cause> open = new ArrayList<>(run.getCauses());
        while (!open.isEmpty()) {
            if (open.remove(open.size() - 1) instanceof Cause.UpstreamCause upstream) {
                if (upstream.getUpstreamProject().equals(job.getFullName())) {
                    return true;
                }
                open.addAll(upstream.getUpstreamCauses());
            }
        }
        return false;
    }

    /** Defaults, but for the version where the job asks for one. */
    private static ParametersAction parameters(ParametersDefinitionProperty asked, String version) {
        List<ParameterValue> values = new ArrayList<>();
        for (ParameterDefinition definition : asked.getParameterDefinitions()) {
            boolean isVersion = definition.getName().equals(VERSION);
            ParameterValue value = isVersion && definition instanceof StringParameterDefinition text
                    ? text.createValue(version)
                    : definition.getDefaultParameterValue();
            if (value != null) {
                values.add(value);
            }
        }
        return new ParametersAction(values);
    }
}
