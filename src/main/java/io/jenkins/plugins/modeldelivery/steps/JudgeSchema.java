package io.jenkins.plugins.modeldelivery.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordsCheck;
import io.jenkins.plugins.modeldelivery.contract.SignatureCheck;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;

/** Checks records or a signature against the contract, on the agent. */
final class JudgeSchema extends JudgeOnAgent {
    private static final long serialVersionUID = 1;

    private final String contract;
    private final String records;
    private final String signature;
    private final double compliance;

    JudgeSchema(TaskListener listener, ModelSchemaGateStep step) {
        super(listener);
        contract = step.getContract();
        records = step.getRecords();
        signature = step.getSignature();
        Double least = step.getCompliance();
        compliance = least == null ? 1 : least;
    }

    @Override
    JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
        Contract parsed = Contract.read(file(workspace, contract));
        if (signature != null) {
            return new JudgedReport(SignatureCheck.check(parsed, file(workspace, signature)));
        }
        return new JudgedReport(RecordsCheck.check(
                parsed, file(workspace, records), compliance, ParallelLines.defaultThreads(), progress));
    }
}
