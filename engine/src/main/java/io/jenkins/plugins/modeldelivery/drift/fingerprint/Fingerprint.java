package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.DriftTest;
import io.jenkins.plugins.modeldelivery.drift.reading.VectorFile;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A data set in about 3 MB, and its document {@code model-delivery/fingerprint/v2}. Merging is commutative, associative and
 * idempotent: shards in any order, merged in any tree, delivered once or more often, give the same bytes, and the same rows
 * and bandwidth as the data set in one piece.
 */
public final class Fingerprint {
    /** Rows kept: those with the smallest hashes. */
    public static final int CAPACITY = 2048;

    private static final String SCHEMA = "model-delivery/fingerprint/v2";

    /** Its bandwidth is always pinned; what it says about random features and means is ignored. */
    private static final String SCHEMA_BEFORE = "model-delivery/fingerprint/v1";

    private static final String ANY_SCHEMA = "model-delivery/fingerprint/";

    private final Identity identity;
    private final OptionalDouble pinned;
    private final SortedMap<String, Long> parts;
    private final SortedMap<Long, Half> kept;
    private volatile OptionalDouble median = OptionalDouble.empty();

    /**
     * What must be equal for two fingerprints to be merged.
     *
     * @param embeddingModel id of the model that made the vectors
     * @param seed of the rows' hashes
     * @param width numbers per row
     * @param views that a row holds beside each other; none where it is one array of numbers
     */
    public record Identity(
            String embeddingModel,
            long seed,
            int width,
            @JsonInclude(NON_EMPTY) List<View> views) {
        /** Of what was read; a class cannot be kept, since its names are known only behind the last row. */
        static Optional<Identity> of(String embeddingModel, long seed, int width, List<View> views) {
            boolean isPlain = views.size() == 1 && views.get(0).kind() == View.Kind.NUMBERS;
            return views.stream().anyMatch(view -> view.kind() == View.Kind.LABEL)
                    ? Optional.empty()
                    : Optional.of(new Identity(embeddingModel, seed, width, isPlain ? List.of() : views));
        }

        /** The fields that it is of, where it says so. */
        List<String> fields() {
            return views.stream().map(View::field).toList();
        }

        /** What the views are, for a message. */
        private String compared() {
            return views.isEmpty()
                    ? "one array of numbers"
                    : views.stream().map(Identity::compared).collect(Collectors.joining(", "));
        }

        private static String compared(View view) {
            return "'" + view.field() + "' ("
                    + (view.names().isEmpty()
                            ? view.width() + " numbers"
                            : view.names().size() + " classes from '"
                                    + view.names().get(0) + "' to '"
                                    + view.names().get(view.names().size() - 1) + "'")
                    + ")";
        }

        private String embedder() {
            return (embeddingModel.isEmpty() ? "a model that was not named" : "'" + embeddingModel + "'") + " (" + width
                    + " numbers)";
        }
    }

    /**
     * @param pinned sigma that was asked for, so that months stay comparable; empty for the median of the rows kept
     * @param parts rows of each file, by the file's SHA-256, so that merging one in twice changes nothing
     * @param rows by their hashes
     */
    Fingerprint(Identity identity, OptionalDouble pinned, Map<String, Long> parts, Map<Long, Half> rows) {
        this.identity = identity;
        this.pinned = pinned;
        this.parts = new TreeMap<>(parts);
        this.kept = new TreeMap<>(Long::compareUnsigned);
        this.kept.putAll(rows);
        trim(kept);
    }

    static void trim(SortedMap<Long, Half> rows) {
        while (rows.size() > CAPACITY) {
            rows.remove(rows.lastKey());
        }
    }

    public Identity identity() {
        return identity;
    }

    /**
     * Sigma: the pinned one, else the root of half the median squared distance between kept rows. Empty where all kept rows
     * are equal, or only one is there.
     */
    public OptionalDouble bandwidth() {
        if (pinned.isEmpty() && median.isEmpty()) {
            median = MedianDistance.bandwidth(
                    kept.values().stream().map(Half::decode).toArray(float[][]::new));
        }
        return pinned.isPresent() ? pinned : median;
    }

    /** Rows of the data set, all files together. */
    public long rows() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Rows kept. */
    public int sampleSize() {
        return kept.size();
    }

    /**
     * Both data sets as one. A pinned bandwidth stays, also where the other's is its median.
     *
     * @throws BadInputException when embedding model, seed, width or pinned bandwidth differ
     */
    public Fingerprint merge(Fingerprint other) throws BadInputException {
        boolean isSameScale = pinned.isEmpty() || other.pinned.isEmpty() || pinned.equals(other.pinned);
        if (!identity.equals(other.identity) || !isSameScale) {
            throw new BadInputException("fingerprints of different kinds cannot be merged: one of " + kind()
                    + ", the other of " + other.kind() + "; create the second one with --like the first");
        }
        Map<String, Long> allParts = new TreeMap<>(parts);
        other.parts.forEach((sha256, rows) -> allParts.merge(sha256, rows, Long::max));
        Map<Long, Half> allRows = new TreeMap<>(kept);
        other.kept.forEach((hash, row) -> allRows.merge(hash, row, Half::either));
        return new Fingerprint(identity, pinned.isPresent() ? pinned : other.pinned, allParts, allRows);
    }

    private String kind() {
        return identity.embedder() + (identity.views().isEmpty() ? "" : ", " + identity.compared()) + ", seed "
                + identity.seed() + (pinned.isPresent() ? ", bandwidth " + pinned.getAsDouble() : "");
    }

    /**
     * The exact test between the kept rows, at this fingerprint's bandwidth. Another embedding model makes the answer
     * INCONCLUSIVE ("not comparable"), never a shift.
     */
    public DriftReport compare(Fingerprint current, DriftOptions options, Progress progress)
            throws BadInputException, InterruptedException {
        if (options.scale() != DriftOptions.Scale.NONE) {
            throw new BadInputException(
                    "a fingerprint keeps too few digits of columns whose ranges differ to scale them;"
                            + " give the rows of the reference, or scale the columns before both files are written");
        }
        Identity now = current.identity;
        if (!identity.embeddingModel().equals(now.embeddingModel()) || identity.width() != now.width()) {
            return DriftTest.incomparable(
                    vectors(),
                    current.vectors(),
                    options,
                    "not comparable: the reference was embedded by " + identity.embedder()
                            + ", the current data by " + now.embedder()
                            + "; take a new reference with the current model");
        }
        if (!identity.views().equals(now.views())) {
            return DriftTest.incomparable(
                    vectors(),
                    current.vectors(),
                    options,
                    "not comparable: the reference is of " + identity.compared() + ", the current data of "
                            + now.compared() + "; take a new reference of the same fields");
        }
        List<Double> sigmas = options.bandwidth().isPresent() ? List.of() : sigmas();
        return DriftTest.compare(vectors(), current.vectors(), sigmas, options, progress);
    }

    /** A sigma for each view: of a single one the bandwidth. None where rows of one are all equal. */
    private List<Double> sigmas() {
        Vectors own = vectors();
        List<Double> sigmas = new ArrayList<>();
        for (int i = 0; i < own.views().size(); i++) {
            OptionalDouble sigma = own.views().size() == 1 ? bandwidth() : MedianDistance.bandwidth(own.view(i));
            if (sigma.isEmpty()) {
                return List.of();
            }
            sigmas.add(sigma.getAsDouble());
        }
        return sigmas;
    }

    /** SHA-256 of the data set: of its file, or of the sorted list of its files' where it was merged. */
    public String sha256() {
        String hashes = String.join("\n", parts.keySet());
        return parts.size() == 1 ? hashes : Sha256.of(hashes.getBytes(StandardCharsets.UTF_8));
    }

    /** The kept rows. */
    public Vectors vectors() {
        float[][] decoded = kept.values().stream().map(Half::decode).toArray(float[][]::new);
        Vectors rows = identity.views().isEmpty() ? Vectors.of(decoded) : Vectors.of(identity.views(), decoded);
        return rows.withSource(new Vectors.Source(sha256(), rows()));
    }

    /** The versioned document. */
    public ObjectNode toJson() {
        List<Part> files = parts.entrySet().stream()
                .map(part -> new Part(part.getKey(), part.getValue()))
                .toList();
        return Json.tree(new Document(
                SCHEMA,
                identity.embeddingModel(),
                identity.seed(),
                identity.width(),
                identity.views(),
                bandwidth(),
                Optional.of(pinned.isPresent()),
                rows(),
                sampleSize(),
                files,
                Base64.getEncoder().encodeToString(packed())));
    }

    private byte[] packed() {
        ByteBuffer out =
                ByteBuffer.allocate(kept.size() * rowBytes(identity.width())).order(ByteOrder.LITTLE_ENDIAN);
        kept.forEach((hash, row) -> {
            out.putLong(hash).put(row.exponent());
            for (short bits : row.bits()) {
                out.putShort(bits);
            }
        });
        return out.array();
    }

    private static int rowBytes(int width) {
        return Math.addExact(Long.BYTES + 1, Math.multiplyExact(Short.BYTES, width));
    }

    /**
     * Reads a fingerprint's document.
     *
     * @param source how to call the document in a message
     * @throws BadInputException when it is not a fingerprint, or damaged
     */
    public static Fingerprint read(JsonNode node, String source) throws BadInputException {
        String schema = Json.schemaOf(node);
        if (!schema.equals(SCHEMA) && !schema.equals(SCHEMA_BEFORE)) {
            throw notOne(source);
        }
        try {
            return Json.bind(node, Document.class, "it").fingerprint();
        } catch (BadInputException | IllegalArgumentException | ArithmeticException e) {
            throw new BadInputException(source + " is a damaged fingerprint: " + e.getMessage(), e);
        }
    }

    /** The same for a file, packed or not, or a pipe. */
    public static Fingerprint read(Path file) throws BadInputException {
        try (VectorFile opened = VectorFile.open(file)) {
            return read(opened, file).orElseThrow(() -> notOne(file.toString()));
        }
    }

    /**
     * The same where the file may hold rows.
     *
     * @return empty when it is no fingerprint; its rows can be read then
     * @throws BadInputException when it is one and damaged
     */
    public static Optional<Fingerprint> read(VectorFile opened, Path file) throws BadInputException {
        Optional<JsonNode> document = opened.document(schema -> schema.startsWith(ANY_SCHEMA));
        return document.isPresent() ? Optional.of(read(document.get(), file.toString())) : Optional.empty();
    }

    private static BadInputException notOne(String source) {
        return new BadInputException(
                source + " is not a fingerprint (" + SCHEMA + " or v1); fingerprint create makes one");
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Part(String sha256, long rows) {}

    /**
     * The document as it is written and read.
     *
     * @param pinned empty in the version before
     * @param rows for people: what the parts add up to
     * @param sample base64: per row its hash, its exponent and its half-precision numbers, little-endian
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Document(
            String schema,
            String embeddingModel,
            long seed,
            int width,
            @JsonInclude(NON_EMPTY) List<View> views,
            OptionalDouble bandwidth,
            Optional<Boolean> pinned,
            long rows,
            int sampleSize,
            List<Part> parts,
            String sample) {
        Fingerprint fingerprint() {
            require(schema.equals(SCHEMA_BEFORE) || pinned.isPresent(), "'pinned' is missing");
            boolean isPinned = pinned.orElse(true);
            double sigma = bandwidth.orElse(isPinned ? 0 : 1);
            require(sigma > 0 && Double.isFinite(sigma), "'bandwidth' is no positive number");
            require(width > 0, "'width' is not positive");
            Fingerprint read =
                    new Fingerprint(identity(), isPinned ? bandwidth : OptionalDouble.empty(), files(), unpacked());
            read.median = bandwidth;
            return read;
        }

        private Identity identity() {
            int numbers = 0;
            for (View view : views) {
                boolean isNamed = view.kind() == View.Kind.SCORES;
                require(
                        view.width() > 0
                                && (isNamed || view.kind() == View.Kind.NUMBERS || view.kind() == View.Kind.TEXT)
                                && view.names().size() == (isNamed ? view.width() : 0),
                        "'views' names a view that no fingerprint has");
                numbers = Math.addExact(numbers, view.width());
            }
            require(views.isEmpty() || numbers == width, "'views' do not make up 'width'");
            return new Identity(embeddingModel, seed, width, views);
        }

        private Map<String, Long> files() {
            require(!parts.isEmpty(), "it has no 'parts'");
            Map<String, Long> files = new TreeMap<>();
            for (Part part : parts) {
                if (part == null || part.rows <= 0) {
                    throw new IllegalArgumentException("a part of it has no rows");
                }
                files.put(part.sha256, part.rows);
            }
            return files;
        }

        private Map<Long, Half> unpacked() {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(sample)).order(ByteOrder.LITTLE_ENDIAN);
            require(in.remaining() % rowBytes(width) == 0, "'sample' is cut off");
            Map<Long, Half> rows = new TreeMap<>();
            while (in.hasRemaining()) {
                long hash = in.getLong();
                byte exponent = in.get();
                short[] bits = new short[width];
                in.asShortBuffer().get(bits);
                in.position(in.position() + Short.BYTES * width);
                rows.put(hash, new Half(exponent, bits));
            }
            require(!rows.isEmpty() && rows.size() == sampleSize, "'sample' does not hold 'sampleSize' rows");
            return rows;
        }

        private static void require(boolean isFulfilled, String otherwise) {
            if (!isFulfilled) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
