package io.jenkins.plugins.modeldelivery.evalgate;

import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import java.time.Duration;

/** Numbers as people read them. */
final class NumberText {
    private NumberText() {}

    static String shown(double value) {
        return Numbers.value(value);
    }

    static String days(Duration age) {
        return Numbers.days(age);
    }
}
