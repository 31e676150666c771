package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.refresh.S3Logs;
import io.jenkins.plugins.modeldelivery.store.S3Objects;
import io.jenkins.plugins.modeldelivery.store.SignedAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * How a step reads data files from S3 on its agent: the agent gets addresses that are signed for exactly these files, for a
 * while, and never a key.
 */
public final class S3Files extends JobS3 implements Describable<S3Files> {
    /** A file's copy is begun at once. */
    private static final Duration ONE_FILE = Duration.ofHours(1);

    /** Logs are copied one after the other. */
    private static final Duration MANY_FILES = Duration.ofHours(12);

    private static final int MOST_FILES = 50_000;

    @DataBoundConstructor
    public S3Files(String credentialsId) {
        super(credentialsId);
    }

    /** Whether a parameter names something in S3. */
    public static boolean isS3(@CheckForNull String place) {
        return place != null && place.startsWith("s3://");
    }

    /**
     * What a step and its parameter say together.
     *
     * @param parameter its name, for messages
     * @return empty for a file of the workspace
     * @throws BadInputException when one of them says S3 and the other does not
     */
    @NonNull
    public static Optional<S3Files> forPlace(@NonNull String parameter, String place, @CheckForNull S3Files files)
            throws BadInputException {
        if (isS3(place) && files == null) {
            throw new BadInputException(parameter + ": '" + place
                    + "' needs s3: [credentialsId: '...'], AWS credentials that this job may use");
        }
        if (files != null && !isS3(place)) {
            throw new BadInputException("s3 goes with " + parameter + ": 's3://bucket/...', not with '" + place + "'");
        }
        return Optional.ofNullable(files);
    }

    /** Signs for one file. */
    @NonNull
    public SignedAddresses sign(@NonNull Run<?, ?> run, @NonNull String location)
            throws DeliveryException, InterruptedException {
        try (S3Objects objects = open(run, location)) {
            if (objects.path().isEmpty()) {
                throw new BadInputException("'" + location + "' names a bucket, but no file in it");
            }
            return objects.signed(List.of(objects.path()), ONE_FILE);
        }
    }

    /** Lists the logs below a prefix and signs for each. */
    @NonNull
    public SignedAddresses signLogs(@NonNull Run<?, ?> run, @NonNull String location)
            throws DeliveryException, InterruptedException {
        try (S3Objects objects = open(run, location)) {
            List<String> logs = S3Logs.logs(objects.list());
            if (logs.size() > MOST_FILES) {
                throw new BadInputException(location + " holds " + logs.size() + " logs, more than the " + MOST_FILES
                        + " that are read at a time; name a longer prefix");
            }
            return objects.signed(logs, MANY_FILES);
        }
    }

    private S3Objects open(Run<?, ?> run, String location) throws DeliveryException {
        requireHttps();
        return S3Objects.open(
                location,
                Optional.ofNullable(getEndpoint()),
                Optional.ofNullable(getRegion()),
                isPathStyle(),
                credentials(run));
    }

    @Extension
    public static final class DescriptorImpl extends KeysDescriptor<S3Files> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S3Files_DisplayName();
        }
    }
}
