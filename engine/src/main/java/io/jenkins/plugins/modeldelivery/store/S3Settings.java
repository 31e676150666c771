package io.jenkins.plugins.modeldelivery.store;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.io.HttpUrl;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an S3-compatible store is.
 *
 * @param bucket its name
 * @param prefix of all keys, without slashes at its ends; may be empty
 * @param endpoint {@code http} or {@code https} URL of a store that is not AWS
 * @param region optional with an endpoint; without both the SDK's default chain is asked
 * @param pathStyle whether the bucket stands in the path instead of in the host name
 * @param attemptTimeout for each try of a request; the whole request has four times as long
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Duration attemptTimeout) {
    private static final Pattern LOCATION = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Duration ATTEMPT = Duration.ofSeconds(15);

    /**
     * Parses {@code s3://bucket/prefix}.
     *
     * @throws BadInputException when a part is malformed, or the endpoint is not an http or https URL without user information
     */
    public static S3Settings of(String location, Optional<String> endpoint, Optional<String> region, boolean pathStyle)
            throws BadInputException {
        Matcher matcher = LOCATION.matcher(location);
        if (!matcher.matches()) {
            throw new BadInputException("'" + PlainText.shown(location) + "' is not of the form s3://bucket/prefix");
        }
        String prefix = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("/+$", "");
        if (!prefix.isEmpty()) {
            ObjectKeys.require(prefix);
        }
        if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
            throw new BadInputException("'" + PlainText.shown(region.get()) + "' is not a region");
        }
        Optional<URI> url = endpoint.isPresent() ? Optional.of(url(endpoint.get())) : Optional.empty();
        return new S3Settings(matcher.group(1), prefix, url, region, pathStyle, ATTEMPT);
    }

    private static URI url(String text) throws BadInputException {
        Optional<URI> url = HttpUrl.of(text).filter(found -> found.getRawQuery() == null);
        if (url.isPresent()) {
            return url.get();
        }
        throw new BadInputException("The endpoint must be an http or https URL without user name, password or query");
    }

    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
