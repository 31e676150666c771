package io.jenkins.plugins.modeldelivery.parameter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One parameter, a component of a record: what it means, and what it is where nobody says it. Commands have an option for it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {
    /** What it means, with unit and range; <code>{usual}</code> stands for the default. */
    String help();

    /** How an option's help calls a value; the parameter's own name unless given. */
    String label() default "";

    /** What it is where nobody says it, as text; empty for nothing. */
    String usual() default "";

    /** Whether a command cannot do without. */
    boolean required() default false;

    /** Whether commas separate the entries of a list. */
    boolean split() default false;
}
