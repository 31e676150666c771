package io.jenkins.plugins.modeldelivery.wronghouse.evalgate;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.wronghouse.cli.Unplanned;

/** A judge that reaches up to the command line and out to a cluster. */
record JudgeOnStilts(KubernetesClient client, Unplanned above) {}
