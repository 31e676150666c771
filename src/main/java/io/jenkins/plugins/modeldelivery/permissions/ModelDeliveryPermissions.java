package io.jenkins.plugins.modeldelivery.permissions;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.util.Objects;
import jenkins.model.Jenkins;

/**
 * The permission group {@code ModelDelivery}. Only administrators have these without being granted them: whoever may
 * configure a job shall not thereby be the one who approves its promotions.
 */
public final class ModelDeliveryPermissions {
    /** Named after its owner class; {@code ModelDelivery/Promote} in permission tables and configuration as code. */
    public static final PermissionGroup GROUP = new PermissionGroup(
            "ModelDelivery", ModelDeliveryPermissions.class, Messages._ModelDeliveryPermissions_Group());

    /** Start or approve a promotion. */
    public static final Permission PROMOTE = new Permission(
            GROUP,
            "Promote",
            Messages._ModelDeliveryPermissions_Promote(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.ITEM});

    /** Bring an earlier version back. */
    public static final Permission ROLLBACK = new Permission(
            GROUP,
            "Rollback",
            Messages._ModelDeliveryPermissions_Rollback(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.ITEM});

    /** Promote without the evidence that an environment requires. */
    public static final Permission OVERRIDE = new Permission(
            GROUP,
            "Override",
            Messages._ModelDeliveryPermissions_Override(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.ITEM});

    private ModelDeliveryPermissions() {}

    /** Loads this class before security is configured: a permission that does not exist yet cannot be granted. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        Objects.requireNonNull(PROMOTE);
    }
}
