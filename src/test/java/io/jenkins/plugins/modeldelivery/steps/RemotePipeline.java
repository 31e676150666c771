package io.jenkins.plugins.modeldelivery.steps;

import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/** A Declarative Pipeline of one stage on the agent {@code remote}. */
final class RemotePipeline {
    private RemotePipeline() {}

    static WorkflowJob of(JenkinsRule jenkins, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "pipeline { agent { label 'remote' }\nstages { stage('s') { steps {\n" + String.join("\n", steps)
                        + "\n} } } }",
                true));
        return job;
    }
}
