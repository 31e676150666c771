package io.jenkins.plugins.modeldelivery.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Handwritten digits, see {@code demo/README.md} among the test resources. */
public final class Digits {
    private static final int SIDE = 8;

    private Digits() {}

    /**
     * One image.
     *
     * @param pixels 64 values of 0..1, row by row
     */
    public record Digit(String id, int label, double[] pixels) {}

    /** All 1,797, shuffled. */
    public static List<Digit> read(long seed) throws IOException {
        List<Digit> all = new ArrayList<>();
        try (InputStream in = Digits.class.getResourceAsStream("/demo/digits.csv.gz");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
            String line;
            while ((line = reader.readLine()) != null) {
                String[] cells = line.split(",");
                double[] pixels = new double[SIDE * SIDE];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = Integer.parseInt(cells[i]) / 16.0;
                }
                all.add(new Digit("d" + all.size(), Integer.parseInt(cells[pixels.length]), pixels));
            }
        }
        Collections.shuffle(all, new Random(seed));
        return all;
    }

    /** The same digits as people write them on tilted tablets: each turned by about so many degrees. */
    static List<Digit> tilted(List<Digit> digits, double degrees, double spread, long seed) {
        Random random = new Random(seed);
        return digits.stream()
                .map(d -> new Digit(
                        d.id() + "t",
                        d.label(),
                        turned(d.pixels(), Math.toRadians(degrees + spread * random.nextGaussian()))))
                .toList();
    }

    /** The image's embedding: means of its 16 blocks of 2 x 2; single pixels at the edge may be blank in all of a set. */
    static double[] blocks(double[] pixels) {
        double[] blocks = new double[pixels.length / 4];
        for (int i = 0; i < pixels.length; i++) {
            int block = i / SIDE / 2 * (SIDE / 2) + i % SIDE / 2;
            blocks[block] += pixels[i] / 4;
        }
        return blocks;
    }

    /** An image turned about its centre, interpolated between the four nearest pixels. */
    public static double[] turned(double[] pixels, double angle) {
        double[] turned = new double[pixels.length];
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double centre = (SIDE - 1) / 2.0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double fromX = cos * (x - centre) + sin * (y - centre) + centre;
                double fromY = -sin * (x - centre) + cos * (y - centre) + centre;
                turned[y * SIDE + x] = between(pixels, fromX, fromY);
            }
        }
        return turned;
    }

    private static double between(double[] pixels, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double bottom = y - top;
        return (1 - right) * (1 - bottom) * at(pixels, left, top)
                + right * (1 - bottom) * at(pixels, left + 1, top)
                + (1 - right) * bottom * at(pixels, left, top + 1)
                + right * bottom * at(pixels, left + 1, top + 1);
    }

    private static double at(double[] pixels, int x, int y) {
        return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : pixels[y * SIDE + x];
    }
}
