package io.jenkins.plugins.modeldelivery.steps;

import hudson.AbortException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftPolicy;
import java.io.File;
import java.io.IOException;
import jenkins.MasterToSlaveFileCallable;

/** Asks the policy in the workspace what an eval set is to be compared with; empty where it asks for no shift check. */
final class PolicyReference extends MasterToSlaveFileCallable<String> {
    private static final long serialVersionUID = 1;

    private final String policy;

    PolicyReference(String policy) {
        this.policy = policy;
    }

    @Override
    public String invoke(File workspace, VirtualChannel channel) throws IOException {
        try {
            return Policy.read(JudgeOnAgent.file(workspace.toPath(), policy))
                    .shift()
                    .map(ShiftPolicy::reference)
                    .orElse("");
        } catch (BadInputException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
