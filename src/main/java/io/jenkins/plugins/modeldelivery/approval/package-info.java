/** Questions to people: may this version go there? Shows the evidence, records who answered and why, asks for no more. */
package io.jenkins.plugins.modeldelivery.approval;
