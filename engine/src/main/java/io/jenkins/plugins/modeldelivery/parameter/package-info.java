/** Takes what people fill in, a command's options or a step's fields, into the record that declares its parameters. */
package io.jenkins.plugins.modeldelivery.parameter;
