package io.jenkins.plugins.modeldelivery;

import hudson.model.Item;
import hudson.security.Permission;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One row for each method of this plugin that the web can call. */
final class EndpointRows {
    /** What a method is for, and so whom it must refuse. */
    enum Kind {
        /** Shows something; for those with the permission. */
        PAGE,
        /** The same as data, of which core knows the verbs. */
        API,
        /** Changes something. */
        CHANGE,
        /** Helps with a form; tells others nothing. */
        FORM,
        /** Reaches out of Jenkins with what is in a form; for those who may configure. */
        TRY
    }

    /** @param path below the root of Jenkins; for forms, the descriptor */
    record Row(Kind kind, String path, Permission permission) {}

    static final Map<String, Row> ROWS = new TreeMap<>();

    private EndpointRows() {}

    static {
        String page = "job/deliver/models/model/" + Site.MODEL + "/";
        row(
                "report.EvalReportAction#doData",
                Kind.PAGE,
                "job/deliver/1/eval-report/data?id=1-modelEvalGate",
                Item.READ);
        row("report.EvalReportAction#doState", Kind.PAGE, "job/deliver/1/eval-report/state", Item.READ);
        row("models.JobModelsAction#doIndex", Kind.PAGE, "job/deliver/models/", Item.READ);
        row("models.ModelPage#doHistory", Kind.PAGE, page + "history", Item.READ);
        row("models.ModelPage#doDecision", Kind.PAGE, page + "decision?seq=1", Item.READ);
        row("models.EvidencePage#doData", Kind.PAGE, page + "evidence/v1:none/data", Item.READ);
        row(
                "rollback.RollbackAction#doData",
                Kind.PAGE,
                "job/deliver/model-rollback/data?model=" + Site.MODEL + "&environment=production",
                ModelDeliveryPermissions.ROLLBACK);
        row(
                "rollback.RollbackAction#doStart",
                Kind.CHANGE,
                "job/deliver/model-rollback/start",
                ModelDeliveryPermissions.ROLLBACK);
        row(
                "rollback.RollbackOperation#doResume",
                Kind.CHANGE,
                "job/deliver/model-rollback/operation/x/resume",
                ModelDeliveryPermissions.ROLLBACK);
        row(
                "rollback.RollbackOperation#doStop",
                Kind.CHANGE,
                "job/deliver/model-rollback/operation/x/stop",
                ModelDeliveryPermissions.ROLLBACK);
        row(
                "rollback.RollbackOperation#doState",
                Kind.PAGE,
                "job/deliver/model-rollback/operation/x/state",
                ModelDeliveryPermissions.ROLLBACK);
        row("report.EvalReportAction#getApi", Kind.API, "job/deliver/1/eval-report/api/json", Item.READ);
        row("models.ModelPage#getApi", Kind.API, page + "api/json", Item.READ);
        row(
                "rollback.RollbackAction#getApi",
                Kind.API,
                "job/deliver/model-rollback/api/json",
                ModelDeliveryPermissions.ROLLBACK);
        row(
                "rollback.RollbackOperation#getApi",
                Kind.API,
                "job/deliver/model-rollback/operation/x/api/json",
                ModelDeliveryPermissions.ROLLBACK);
        row("approval.ApprovalAction#doData", Kind.PAGE, "job/deliver/1/model-approval/data?id=x", Item.READ);
        row(
                "approval.ApprovalAction#doApprove",
                Kind.CHANGE,
                "job/deliver/1/model-approval/approve?id=x",
                ModelDeliveryPermissions.PROMOTE);
        row(
                "approval.ApprovalAction#doReject",
                Kind.CHANGE,
                "job/deliver/1/model-approval/reject?id=x",
                ModelDeliveryPermissions.PROMOTE);
        form(
                "configuration.EnvironmentConfiguration",
                "doFillConnectFromItems",
                "doCheckAgentLabel",
                "doCheckName",
                "doCheckWorkload",
                "doCheckLiveAge",
                "doCheckMinimum",
                "doFillPersonItems",
                "doCheckModels",
                "doCheckRequires");
        form("configuration.DownstreamJob", "doCheckModel");
        form("configuration.KubeconfigAccess", "doFillCredentialsIdItems", "doCheckCredentialsId");
        form(
                "configuration.ApiServerAccess",
                "doFillCredentialsIdItems",
                "doCheckCredentialsId",
                "doCheckServer",
                "doCheckCaCertificate");
        form("configuration.PrometheusMetrics", "doFillCredentialsIdItems", "doFillPresetItems", "doCheckUrl");
        form("configuration.PrometheusQueries", "doFillLatencyUnitItems");
        form("configuration.SlackDestination", "doFillCredentialsIdItems");
        form("configuration.WebhookDestination", "doFillSecretCredentialsIdItems", "doCheckUrl");
        form("steps.ModelDriftGateStep", "doFillScaleItems");
        form("steps.RunModelEvalStep", "doFillCredentialsIdItems", "doFillProtocolItems", "doCheckCredentialsId");
        for (String method : List.of("checkEvents", "checkModels", "checkName")) {
            row(
                    "configuration.NotificationDestination$DestinationDescriptor#doC" + method.substring(1),
                    Kind.FORM,
                    "configuration.SlackDestination/" + method,
                    null);
        }
        for (String destination : List.of("SlackDestination", "WebhookDestination")) {
            row(
                    "configuration." + destination + "$DescriptorImpl#doTest",
                    Kind.TRY,
                    "configuration." + destination + "/test",
                    null);
        }
        form("configuration.S3Remote", "doCheckUrl");
        for (String method : List.of("fillCredentialsIdItems", "checkCredentialsId")) {
            row(
                    "configuration.JobS3$KeysDescriptor#do" + Character.toUpperCase(method.charAt(0))
                            + method.substring(1),
                    Kind.FORM,
                    "configuration.S3Files/" + method,
                    null);
        }
        form("steps.StagingTrafficGateStep", "doFillEnvironmentItems");
        form("configuration.S3LedgerLocation", "doFillCredentialsIdItems", "doCheckBucket", "doCheckEndpoint");
        form("configuration.DirectoryLedgerLocation", "doCheckDirectory");
        for (String access : List.of("KubeconfigAccess", "ApiServerAccess", "S3LedgerLocation")) {
            row(
                    "configuration." + access + "$DescriptorImpl#doTestConnection",
                    Kind.TRY,
                    "configuration." + access + "/testConnection",
                    null);
        }
        row(
                "steps.DeliveryStep$DeliveryStepDescriptor#doFillEnvironmentItems",
                Kind.FORM,
                "steps.RollbackModelStep/fillEnvironmentItems",
                null);
        row(
                "steps.VerdictStep$VerdictStepDescriptor#doFillOnFailItems",
                Kind.FORM,
                "steps.ModelEvalGateStep/fillOnFailItems",
                null);
        row(
                "steps.VerdictStep$VerdictStepDescriptor#doFillOnInconclusiveItems",
                Kind.FORM,
                "steps.ModelEvalGateStep/fillOnInconclusiveItems",
                null);
    }

    private static void row(String method, Kind kind, String path, Permission permission) {
        ROWS.put(method, new Row(kind, path, permission));
    }

    private static void form(String describable, String... methods) {
        for (String method : methods) {
            String name = Character.toLowerCase(method.charAt(2)) + method.substring(3);
            row(describable + "$DescriptorImpl#" + method, Kind.FORM, describable + "/" + name, null);
        }
    }
}
