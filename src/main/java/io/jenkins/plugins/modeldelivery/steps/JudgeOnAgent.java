package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;

/** Judges files where they lie. Only parameters go to the agent and only the report comes back. */
abstract class JudgeOnAgent extends MasterToSlaveFileCallable<JudgedReport> {
    private static final long serialVersionUID = 1;

    private final TaskListener listener;
    private ShiftWatcher watcher = ShiftWatcher.NOBODY;
    private ArrayList<String> minimums = new ArrayList<>();

    JudgeOnAgent(TaskListener listener) {
        this.listener = listener;
    }

    /** Told of each shift test as soon as it has spoken; called before this goes to the agent. */
    final JudgeOnAgent watchedBy(ShiftWatcher somebody) {
        watcher = somebody;
        return this;
    }

    /** Counts what these policies of environments are judged by later, too; called before this goes to the agent. */
    final JudgeOnAgent countingFor(List<String> policies) {
        minimums = new ArrayList<>(policies);
        return this;
    }

    final List<Policy> minimums() throws BadInputException {
        List<Policy> parsed = new ArrayList<>();
        for (String minimum : minimums) {
            parsed.add(Policy.parse(minimum, "an environment's minimum"));
        }
        return parsed;
    }

    /**
     * The same check, of which the watcher is told.
     *
     * @param model whose eval set it is, if the policy or the step says so
     */
    final ShiftCheck watched(ShiftCheck check, Optional<String> model) {
        return (policy, evalSet, reference, progress) -> {
            Report report = check.check(policy, evalSet, reference, progress);
            ObjectNode told = report.toJson();
            model.ifPresent(name -> told.put("model", name));
            watcher.found(Json.compact(told));
            return report;
        };
    }

    /** Says something in the build log. */
    final void note(String line) {
        listener.getLogger().println(line);
        listener.getLogger().flush(); // what the channel buffers comes later than the end of a short build
    }

    /** Runs on the agent. */
    abstract JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException;

    @Override
    public final JudgedReport invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
        try {
            return judge(workspace.toPath(), new LoggedProgress(listener.getLogger()));
        } catch (DeliveryException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
