package io.jenkins.plugins.modeldelivery.bench;

import io.jenkins.plugins.modeldelivery.drift.DriftFixture;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Times the shift test on 768 columns: {@code DriftSpeedBench [threads] [repeats] [n ...]}. One line per size: the first
 * run in this JVM, the best of all (wall and processor time), and the largest resident memory so far (Linux).
 */
public final class DriftSpeedBench {
    private static final int WIDTH = 768;

    private DriftSpeedBench() {}

    public static void main(String[] args) throws Exception {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int repeats = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.println("| n = m | threads | first s | best s | best cpu s | peak MB | p |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 2; i < Math.max(args.length, 3); i++) {
            measure(args.length > 2 ? Integer.parseInt(args[i]) : 1000, threads, repeats);
        }
    }

    private static void measure(int n, int threads, int repeats) throws Exception {
        Vectors reference = Vectors.of(normal(n, 1));
        Vectors current = Vectors.of(normal(n, 2));
        DriftOptions options = DriftFixture.options("threads", threads);
        double first = 0;
        double best = Double.POSITIVE_INFINITY;
        double cpu = Double.POSITIVE_INFINITY;
        double p = 0;
        cpuNanos(); // the first call loads a management library, which is not what the first run is about
        for (int i = 0; i < repeats; i++) {
            long begin = System.nanoTime();
            long cpuBegin = cpuNanos();
            p = DriftTest.compare(reference, current, options, Progress.NONE)
                    .pValue()
                    .orElseThrow();
            double seconds = (System.nanoTime() - begin) / 1e9;
            first = i == 0 ? seconds : first;
            best = Math.min(best, seconds);
            cpu = Math.min(cpu, (cpuNanos() - cpuBegin) / 1e9);
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %.3f | %.3f | %.3f | %d | %.3f |%n",
                n,
                threads,
                first,
                best,
                cpu,
                peakMegabytes(),
                p);
    }

    private static float[][] normal(int n, long stream) {
        SplitMix random = new SplitMix(42, stream);
        float[][] rows = new float[n][WIDTH];
        for (float[] row : rows) {
            for (int u = 0; u < WIDTH; u++) {
                row[u] = (float) (Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                        * Math.cos(2 * Math.PI * random.nextDouble()));
            }
        }
        return rows;
    }

    /** Processor time of the whole process, which other processes on a busy machine disturb less than wall time. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static long peakMegabytes() throws Exception {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
