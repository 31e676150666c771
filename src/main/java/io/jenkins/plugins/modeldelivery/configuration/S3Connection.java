package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.store.S3Settings;
import java.util.Optional;
import org.kohsuke.stapler.DataBoundSetter;

/** How an S3-compatible store is reached; whose credentials that takes is said by those who extend this. */
public abstract class S3Connection {
    private String endpoint;
    private String region;
    private boolean pathStyle;

    @CheckForNull
    public String getEndpoint() {
        return endpoint;
    }

    /** Of a store that is not AWS. */
    @DataBoundSetter
    public void setEndpoint(String endpoint) {
        this.endpoint = Util.fixEmptyAndTrim(endpoint);
    }

    @CheckForNull
    public String getRegion() {
        return region;
    }

    /** May be left out where an endpoint is given. */
    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmptyAndTrim(region);
    }

    public boolean isPathStyle() {
        return pathStyle;
    }

    /** Whether the bucket stands in the path instead of in the host name. */
    @DataBoundSetter
    public void setPathStyle(boolean pathStyle) {
        this.pathStyle = pathStyle;
    }

    /** The same for the engine, checked. */
    @NonNull
    final S3Settings settings(@NonNull String location) throws BadInputException {
        requireHttps();
        return S3Settings.of(location, Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle);
    }

    /** Signatures prove the key, and what they sign for can be read by others on the way. */
    final void requireHttps() throws BadInputException {
        FipsMode.requireHttps("endpoint", endpoint);
    }

    /** What credentials are looked for by; empty for AWS itself. */
    @NonNull
    final String address() {
        return Util.fixNull(endpoint);
    }
}
