package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Times the reading of 768 columns: {@code DriftReadingBench DIRECTORY [rows] [repeats]}. Makes the files that are missing,
 * the same numbers in each format, and prints one line for each. {@code engine/src/bench/read_numpy.py} reads the same files.
 */
public final class DriftReadingBench {
    private static final int WIDTH = 768;

    private interface Writer {
        void row(float[] row, int number, OutputStream out) throws IOException;
    }

    private DriftReadingBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 5000;
        int repeats = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        make(directory.resolve("rows.npy"), rows, npyHeader(rows), DriftReadingBench::npy);
        make(directory.resolve("rows.jsonl"), rows, new byte[0], DriftReadingBench::json);
        make(directory.resolve("rows.csv"), rows, new byte[0], DriftReadingBench::csv);
        Path packed = directory.resolve("rows.jsonl.gz");
        if (!Files.exists(packed)) {
            try (InputStream in = Files.newInputStream(directory.resolve("rows.jsonl"));
                    OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
                in.transferTo(out);
            }
        }
        System.out.println("| file | MB | rows | first s | best s | best cpu s | MB/s of cpu |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (String name : List.of("rows.npy", "rows.jsonl", "rows.jsonl.gz", "rows.csv")) {
            measure(directory.resolve(name), repeats);
        }
    }

    private static void measure(Path file, int repeats) throws Exception {
        double first = 0;
        double best = Double.POSITIVE_INFINITY;
        double cpu = Double.POSITIVE_INFINITY;
        int rows = 0;
        for (int i = 0; i < repeats; i++) {
            long begin = System.nanoTime();
            long cpuBegin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Vectors vectors = VectorFile.read(file, ReadOptions.defaults(), Progress.NONE);
            rows = vectors.rows();
            double seconds = (System.nanoTime() - begin) / 1e9;
            cpu = Math.min(cpu, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBegin) / 1e9);
            first = i == 0 ? seconds : first;
            best = Math.min(best, seconds);
        }
        double megabytes = Files.size(file) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %d | %.3f | %.3f | %.3f | %.0f |%n",
                file.getFileName(),
                megabytes,
                rows,
                first,
                best,
                cpu,
                megabytes / cpu);
    }

    private static void make(Path file, int rows, byte[] header, Writer writer) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        SplitMix random = new SplitMix(42, 1);
        float[] row = new float[WIDTH];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(header);
            for (int i = 0; i < rows; i++) {
                for (int u = 0; u < WIDTH; u++) {
                    row[u] = (float) (0.05 * (random.nextDouble() + random.nextDouble() - 1));
                }
                writer.row(row, i, out);
            }
        }
    }

    private static byte[] npyHeader(int rows) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + WIDTH + "), }";
        String padded = text + " ".repeat(63 - (10 + text.length()) % 64) + "\n";
        return ByteBuffer.allocate(10 + padded.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static void npy(float[] row, int number, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(row);
        out.write(buffer.array());
    }

    // As Python writes a list of float32 numbers: widened, with the 16 or 17 digits that a double takes.
    private static void json(float[] row, int number, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder("{\"id\": \"r").append(number).append("\", \"embedding\": [");
        for (int u = 0; u < WIDTH; u++) {
            line.append(u == 0 ? "" : ", ").append((double) row[u]);
        }
        out.write(line.append("], \"label\": \"a\"}\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    // As pandas writes float32 columns: the fewest digits that tell them apart.
    private static void csv(float[] row, int number, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int u = 0; u < WIDTH; u++) {
            line.append(u == 0 ? "" : ",").append(row[u]);
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }
}
