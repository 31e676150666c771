package io.jenkins.plugins.modeldelivery.models;

import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * Which models of the ledger somebody may know of who may read jobs in general: all but those that only jobs have to do with
 * which are kept from him, as in a folder that takes over no permissions from above.
 */
final class VisibleModels {
    private final Set<String> kept = new HashSet<>();

    private VisibleModels() {}

    /** Of the present user; looks at every job, each of which says in a small file what it had to do with. */
    static VisibleModels now() {
        Authentication viewer = Jenkins.getAuthentication2();
        VisibleModels visible = new VisibleModels();
        Set<String> shown = new HashSet<>();
        try (ACLContext as = ACL.as2(ACL.SYSTEM2)) {
            for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
                List<String> models = JobModels.known(job);
                if (!models.isEmpty()) { // most jobs have none, and permissions can be dear
                    boolean mayRead = job.getACL().hasPermission2(viewer, Item.READ);
                    (mayRead ? shown : visible.kept).addAll(models);
                }
            }
        }
        visible.kept.removeAll(shown);
        return visible;
    }

    boolean shows(String model) {
        return !kept.contains(model);
    }
}
