package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be told about a model. The names are those of filters and of the {@code type} of a signed webhook. */
public enum EventKind {
    /** A gate was not passed: FAIL or INCONCLUSIVE. */
    GATE_FAILED("gate.failed", Tone.BAD),
    /** The eval set no longer looks like its reference; told as soon as the test says so, before any metric is computed. */
    SHIFT_DETECTED("shift.detected", Tone.WARNING),
    /** Staging was not as good as production on live traffic: FAIL or INCONCLUSIVE. */
    TRAFFIC_GATE_FAILED("traffic.failed", Tone.BAD),
    /** A route was given back later than its lease allowed: traffic was split for longer than agreed. */
    ROUTE_RESTORED_LATE("route.restored-late", Tone.WARNING),
    PROMOTED("version.promoted", Tone.GOOD),
    /** A promotion failed and the version of before runs again. */
    REVERTED("version.reverted", Tone.BAD),
    /** A promotion failed and the version of before does not run either: somebody must look. */
    REVERT_FAILED("version.revert-failed", Tone.BAD),
    ROLLED_BACK("version.rolled-back", Tone.WARNING),
    /** A model's upstream changed: its evaluation no longer says what it will do. */
    EDGE_STALE("edge.stale", Tone.WARNING),
    /** Nothing happened; somebody tries a destination. */
    TEST("notification.test", Tone.GOOD);

    /** How it is coloured where that is possible. */
    enum Tone {
        GOOD("#2eb67d"),
        WARNING("#ecb22e"),
        BAD("#e01e5a");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }

        String colour() {
            return colour;
        }
    }

    private final String name;
    private final Tone tone;

    EventKind(String name, Tone tone) {
        this.name = name;
        this.tone = tone;
    }

    Tone tone() {
        return tone;
    }

    /** @throws BadInputException listing the kinds there are */
    @JsonCreator
    public static EventKind parse(String text) throws BadInputException {
        for (EventKind kind : values()) {
            if (kind.name.equals(text)) {
                return kind;
            }
        }
        throw new BadInputException("'" + PlainText.shown(text) + "' is no event; there are "
                + Arrays.stream(values()).map(EventKind::toString).collect(Collectors.joining(", ")));
    }

    @JsonValue
    @Override
    public String toString() {
        return name;
    }
}
