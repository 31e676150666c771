package io.jenkins.plugins.modeldelivery.drift.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** One reference data set with values computed by other people's code; see {@code golden/mmd/README.md}. */
record Golden(String name, double[][] x, double[][] y, JsonNode expected) {
    static final Set<String> DEGENERATE = Set.of("constant_d8", "mostlydup_d8");

    static List<String> names() {
        JsonNode all = document();
        return IntStream.iterate(0, i -> i < all.size(), i -> i + 1)
                .mapToObj(i -> {
                    var names = all.fieldNames();
                    for (int k = 0; k < i; k++) {
                        names.next();
                    }
                    return names.next();
                })
                .filter(name -> !DEGENERATE.contains(name))
                .toList();
    }

    static Golden of(String name) {
        return new Golden(name, floats(name, "x"), floats(name, "y"), document().get(name));
    }

    int n() {
        return x.length;
    }

    double[][] pooled() {
        double[][] all = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, all, x.length, y.length);
        return all;
    }

    double sigma(String kind) {
        return expected.get("sigma_f64").get(kind).doubleValue();
    }

    double value(String kind, String key) {
        return expected.get("mmd2_f64").get(kind).get(key).doubleValue();
    }

    Bins bins() {
        return Bins.ofSize(x.length, y.length, 0);
    }

    Labellings labellings() {
        ByteBuffer data = data(name, "perms");
        int all = x.length + y.length;
        int[][] permutations = new int[data.remaining() / 2 / all][all];
        for (int[] permutation : permutations) {
            Arrays.setAll(permutation, i -> Short.toUnsignedInt(data.getShort()));
        }
        return Labellings.given(bins(), permutations, x.length);
    }

    double[] permuted(String kind) {
        ByteBuffer data = data(name, "perm_mmd2_" + kind);
        double[] values = new double[data.remaining() / Double.BYTES];
        Arrays.setAll(values, i -> data.getDouble());
        return values;
    }

    private static JsonNode document() {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/mmd/expected.json")) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[][] floats(String set, String file) {
        ByteBuffer data = data(set, file);
        int d = document().get(set).get("d").intValue();
        double[][] rows = new double[data.remaining() / Float.BYTES / d][d];
        for (double[] row : rows) {
            Arrays.setAll(row, i -> data.getFloat());
        }
        return rows;
    }

    private static ByteBuffer data(String set, String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/mmd/" + set + "/" + file + ".npy")) {
            byte[] bytes = in.readAllBytes();
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int header = Short.toUnsignedInt(buffer.getShort(8));
            assert new String(bytes, 10, header, StandardCharsets.ISO_8859_1).contains("'fortran_order': False");
            buffer.position(10 + header);
            return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
