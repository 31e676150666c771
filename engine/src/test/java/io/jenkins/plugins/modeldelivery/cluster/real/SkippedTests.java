package io.jenkins.plugins.modeldelivery.cluster.real;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Tells by name which tests a cluster cannot run, and what it lacks: a green suite must not hide them. */
public final class SkippedTests implements TestWatcher {
    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        System.out.println("SKIPPED " + context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + " " + context.getDisplayName() + ": " + why);
    }
}
