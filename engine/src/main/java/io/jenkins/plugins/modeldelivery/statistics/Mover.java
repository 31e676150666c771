package io.jenkins.plugins.modeldelivery.statistics;

/**
 * Bounds of a weighted sum of independent parts from the bounds of each (Zou and Donner 2008, Statistics in Medicine
 * 27:1693). A difference is a sum with the weights 1 and -1.
 */
public final class Mover {
    private double estimate;
    private double below;
    private double above;

    /** Adds a part by its estimate and its bounds. */
    public Mover add(double weight, double part, double lower, double upper) {
        estimate += weight * part;
        double down = weight * (part - (weight < 0 ? upper : lower));
        double up = weight * ((weight < 0 ? lower : upper) - part);
        below += down * down;
        above += up * up;
        return this;
    }

    public double estimate() {
        return estimate;
    }

    public double lower() {
        return estimate - Math.sqrt(below);
    }

    public double upper() {
        return estimate + Math.sqrt(above);
    }
}
