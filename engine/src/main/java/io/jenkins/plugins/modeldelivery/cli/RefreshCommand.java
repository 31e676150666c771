package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.refresh.DirectoryLogs;
import io.jenkins.plugins.modeldelivery.refresh.LogSource;
import io.jenkins.plugins.modeldelivery.refresh.Refresh;
import io.jenkins.plugins.modeldelivery.refresh.RefreshParameters;
import io.jenkins.plugins.modeldelivery.refresh.RefreshReport;
import io.jenkins.plugins.modeldelivery.refresh.S3Logs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code refresh}: the next eval set from request logs. */
@Command(
        name = "refresh",
        description = "Draws the next eval set from request logs and queues what people must label.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  model-delivery refresh --logs /var/log/requests --rows 2000 --labels eval/previous.jsonl --output eval/next.jsonl",
            "  model-delivery refresh --logs s3://requests/intent/ --rows 5000 --stratify language --min-per-stratum 50 \\",
            "      --labels feedback.jsonl.gz --output eval/next.jsonl.gz"
        })
@DeclaredOptions.Of(RefreshParameters.class)
final class RefreshCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    HelpOption help;

    @Mixin
    ResultOptions result;

    @Override
    public Integer call() throws DeliveryException, InterruptedException {
        result.check();
        RefreshParameters asked = DeclaredOptions.of(RefreshParameters.class, spec);
        try (LogSource source = S3Options.isS3(asked.logs())
                ? new S3Logs(result.s3.open(asked.logs()), asked.logs())
                : new DirectoryLogs(Path.of(asked.logs()))) {
            RefreshReport report = Refresh.run(asked.request(Path.of(""), source), result.progress());
            result.show(report.layout(), report.toJson());
            return report.hasEvalSet() ? ExitCode.PASS : ExitCode.INCONCLUSIVE;
        }
    }
}
