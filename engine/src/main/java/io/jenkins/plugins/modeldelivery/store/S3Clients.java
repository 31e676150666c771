package io.jenkins.plugins.modeldelivery.store;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Makes S3 clients that other stores than AWS understand too. */
final class S3Clients {
    private static final int ATTEMPTS = 4;
    private static final int CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private S3Clients() {}

    static S3Client client(S3Settings settings, AwsCredentialsProvider credentials) {
        BackoffStrategy backoff = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(settings.attemptTimeout())
                        .maxConnections(CONNECTIONS))
                .forcePathStyle(settings.pathStyle())
                // Objects are small and in memory: signed as a whole, not in chunks, whose framing some stores keep as
                // content.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                // New SDKs send checksums in trailers, which many stores refuse or, worse, keep as part of the object.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(settings.attemptTimeout())
                        .apiCallTimeout(settings.attemptTimeout().multipliedBy(ATTEMPTS))
                        .retryStrategy(StandardRetryStrategy.builder()
                                .maxAttempts(ATTEMPTS)
                                .backoffStrategy(backoff)
                                .throttlingBackoffStrategy(backoff)
                                // With the breaker on, a burst of failures would leave later requests without a retry.
                                .circuitBreakerEnabled(false)
                                .build()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        if (settings.region().isPresent() || settings.endpoint().isPresent()) {
            builder.region(Region.of(settings.region().orElse("us-east-1")));
        }
        return builder.build();
    }

    /** Signs addresses for others; sends no request itself. */
    static S3Presigner presigner(S3Settings settings, AwsCredentialsProvider credentials) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .build());
        settings.endpoint().ifPresent(builder::endpointOverride);
        if (settings.region().isPresent() || settings.endpoint().isPresent()) {
            builder.region(Region.of(settings.region().orElse("us-east-1")));
        }
        return builder.build();
    }

    static AwsCredentialsProvider defaultCredentials() {
        return DefaultCredentialsProvider.builder().build();
    }
}
