package io.jenkins.plugins.modeldelivery.steps;

import java.util.Locale;

/** Declarative Pipelines whose workspace is filled by the script itself, so that the test reads as a whole. */
final class Workspaces {
    private Workspaces() {}

    /** Predictions of which the first {@code correct} of {@code rows} are right; latency is the row number in ms. */
    static String predictions(int rows, int correct) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"id\":\"r%d\",\"label\":\"a\",\"prediction\":\"%s\",\"latency_ms\":%d,\"language\":\"%s\"}\\n",
                    i,
                    i < correct ? "a" : "b",
                    i + 1,
                    i % 2 == 0 ? "de" : "en"));
        }
        return lines.toString();
    }

    /** A Declarative Pipeline that writes the file and then runs the steps, on the agent labelled {@code remote}. */
    static String pipeline(String predictions, String... steps) {
        return """
                pipeline {
                  agent { label 'remote' }
                  stages {
                    stage('gate') {
                      steps {
                        writeFile file: 'predictions.jsonl', text: '%s'
                        %s
                      }
                    }
                  }
                }
                """.formatted(predictions, String.join("\n        ", steps));
    }
}
