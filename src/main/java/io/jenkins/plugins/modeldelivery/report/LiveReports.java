package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reports of gates that still run, in memory only: what a page shows until {@link EvalReportAction#publish} has the last
 * word. After a restart a resumed gate tells its state anew.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class LiveReports {
    private final Map<String, Map<String, GateCard>> running = new ConcurrentHashMap<>();

    @NonNull
    public static LiveReports get() {
        return ExtensionList.lookupSingleton(LiveReports.class);
    }

    /**
     * Shows how things stand; replaces what was shown under the same id.
     *
     * @param id unique in its build, for example the lease's
     * @param step the step's name
     */
    public void show(@NonNull Run<?, ?> run, @NonNull String id, @NonNull String step, @NonNull ObjectNode report) {
        EvalReportAction.of(run); // so that there is a page to be shown on
        running.computeIfAbsent(run.getExternalizableId(), key -> new ConcurrentSkipListMap<>())
                .put(id, GateCard.of(id, step, report.deepCopy()));
    }

    /** The gate has ended, in whatever way. */
    public void end(@NonNull Run<?, ?> run, @NonNull String id) {
        running.computeIfPresent(run.getExternalizableId(), (key, cards) -> {
            cards.remove(id);
            return cards.isEmpty() ? null : cards;
        });
    }

    /** The gates of a build that run now. */
    @NonNull
    public List<GateCard> of(@NonNull Run<?, ?> run) {
        return new ArrayList<>(
                running.getOrDefault(run.getExternalizableId(), Map.of()).values());
    }
}
