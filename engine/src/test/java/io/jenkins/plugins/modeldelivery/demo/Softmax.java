package io.jenkins.plugins.modeldelivery.demo;

import io.jenkins.plugins.modeldelivery.demo.Digits.Digit;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/** Multinomial logistic regression; optionally averaged over turned copies of each image, which costs time. */
public final class Softmax {
    private static final int CLASSES = 10;
    private static final double RATE = 0.5;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-4;

    private final double[][] weights;
    private final int copies;

    private Softmax(double[][] weights, int copies) {
        this.weights = weights;
        this.copies = copies;
    }

    /** Trains by full-batch gradient descent with momentum, from zero: the same digits give the same model. */
    public static Softmax train(List<Digit> digits, int epochs) {
        int width = digits.get(0).pixels().length + 1;
        Softmax model = new Softmax(new double[CLASSES][width], 1);
        double[][] speed = new double[CLASSES][width];
        for (int epoch = 0; epoch < epochs; epoch++) {
            double[][] gradient = new double[CLASSES][width];
            for (Digit digit : digits) {
                double[] p = model.once(digit.pixels());
                for (int c = 0; c < CLASSES; c++) {
                    double error = p[c] - (c == digit.label() ? 1 : 0);
                    for (int i = 0; i < width - 1; i++) {
                        gradient[c][i] += error * digit.pixels()[i];
                    }
                    gradient[c][width - 1] += error;
                }
            }
            for (int c = 0; c < CLASSES; c++) {
                for (int i = 0; i < width; i++) {
                    double slope = gradient[c][i] / digits.size() + DECAY * model.weights[c][i];
                    speed[c][i] = MOMENTUM * speed[c][i] - RATE * slope;
                    model.weights[c][i] += speed[c][i];
                }
            }
        }
        return model;
    }

    /** The same weights, each answer averaged over so many copies turned by -6 to 6 degrees. */
    Softmax averaging(int newCopies) {
        return new Softmax(weights, newCopies);
    }

    /** Probabilities of the ten digits. */
    public double[] probabilities(double[] pixels) {
        if (copies == 1) {
            return once(pixels);
        }
        double[] sum = new double[CLASSES];
        for (int i = 0; i < copies; i++) {
            double[] p = once(Digits.turned(pixels, Math.toRadians(-6 + 12.0 * i / (copies - 1))));
            for (int c = 0; c < CLASSES; c++) {
                sum[c] += p[c] / copies;
            }
        }
        return sum;
    }

    static int best(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < CLASSES; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }

    /** Share of digits read right, 0..1. */
    double accuracy(List<Digit> digits) {
        long right = digits.stream()
                .filter(d -> best(probabilities(d.pixels())) == d.label())
                .count();
        return (double) right / digits.size();
    }

    /** {@code sha256:...} of everything that makes the model answer as it does. */
    String digest() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + CLASSES * weights[0].length * Double.BYTES);
        bytes.putInt(copies);
        for (double[] row : weights) {
            for (double weight : row) {
                bytes.putDouble(weight);
            }
        }
        return "sha256:" + Sha256.of(bytes.array());
    }

    private double[] once(double[] pixels) {
        double[] p = new double[CLASSES];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < CLASSES; c++) {
            double sum = weights[c][pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                sum += weights[c][i] * pixels[i];
            }
            p[c] = sum;
            greatest = Math.max(greatest, sum);
        }
        double total = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(p[c] - greatest);
            total += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= total;
        }
        return p;
    }
}
