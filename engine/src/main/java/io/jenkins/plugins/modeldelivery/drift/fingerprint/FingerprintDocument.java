package io.jenkins.plugins.modeldelivery.drift.fingerprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** {@code model-delivery/fingerprint/v1}: rows as base64 of (hash, exponent, half-precision numbers), little-endian. */
public final class FingerprintDocument {
    static final String SCHEMA = "model-delivery/fingerprint/v1";

    private FingerprintDocument() {}

    /** Whether a document says that it is a fingerprint. */
    public static boolean isFingerprint(JsonNode document) {
        return SCHEMA.equals(document.path("schema").asText());
    }

    static ObjectNode write(Fingerprint fingerprint) {
        Fingerprint.Identity identity = fingerprint.identity();
        ObjectNode node = Json.document("fingerprint")
                .put("embeddingModel", identity.embeddingModel())
                .put("seed", identity.seed())
                .put("bandwidth", identity.bandwidth())
                .put("width", identity.width())
                .put("rows", fingerprint.rows())
                .put("sampleSize", fingerprint.sampleSize());
        ArrayNode parts = node.putArray("parts");
        for (Part part : fingerprint.parts().values()) {
            ObjectNode one = parts.addObject().put("sha256", part.sha256()).put("rows", part.rows());
            numbers(one.putArray("mean"), part.mean());
            one.put("spread", part.spread());
            numbers(one.putArray("features"), part.features());
        }
        return node.put("sample", Base64.getEncoder().encodeToString(pack(fingerprint)));
    }

    private static void numbers(ArrayNode array, double[] values) {
        for (double value : values) {
            array.add(value);
        }
    }

    private static int rowBytes(int width) {
        return Long.BYTES + 1 + Short.BYTES * width;
    }

    private static byte[] pack(Fingerprint fingerprint) {
        int size = fingerprint.sampleSize() * rowBytes(fingerprint.identity().width());
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fingerprint.sampled().forEach((hash, row) -> {
            out.putLong(hash).put(row.exponent());
            for (short bits : row.bits()) {
                out.putShort(bits);
            }
        });
        return out.array();
    }

    /**
     * Reads a fingerprint.
     *
     * @param source how to call the document in a message
     * @throws BadInputException when it is not a fingerprint, or damaged
     */
    public static Fingerprint read(JsonNode node, String source) throws BadInputException {
        if (!isFingerprint(node)) {
            throw new BadInputException(source + " is not a fingerprint (" + SCHEMA + ")");
        }
        try {
            Fingerprint.Identity identity = new Fingerprint.Identity(
                    node.required("embeddingModel").textValue(),
                    whole(node, "seed"),
                    number(node.required("bandwidth")),
                    (int) Math.min(Integer.MAX_VALUE, whole(node, "width")));
            if (identity.embeddingModel() == null || identity.width() < 1 || !(identity.bandwidth() > 0)) {
                throw new IllegalArgumentException("embeddingModel, width or bandwidth is not valid");
            }
            if (!node.required("parts").isArray() || node.get("parts").isEmpty()) {
                throw new IllegalArgumentException("it has no parts");
            }
            Map<String, Part> parts = new TreeMap<>();
            for (JsonNode part : node.required("parts")) {
                Part read = part(part, identity.width());
                parts.put(read.sha256(), read);
            }
            return new Fingerprint(identity, parts, unpack(node, identity.width()));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(source + " is a damaged fingerprint: " + e.getMessage(), e);
        }
    }

    private static Part part(JsonNode node, int width) {
        if (!node.required("sha256").isTextual() || whole(node, "rows") < 1) {
            throw new IllegalArgumentException("sha256 or rows of a part is not valid");
        }
        return new Part(
                node.get("sha256").textValue(),
                whole(node, "rows"),
                numbers(node.required("mean"), width),
                number(node.required("spread")),
                numbers(node.required("features"), Features.COUNT));
    }

    private static long whole(JsonNode node, String key) {
        if (!node.required(key).isIntegralNumber() || !node.get(key).canConvertToLong()) {
            throw new IllegalArgumentException(key + " is no whole number");
        }
        return node.get(key).longValue();
    }

    private static double number(JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException(node + " is no finite number");
        }
        return node.doubleValue();
    }

    private static double[] numbers(JsonNode array, int count) {
        if (array.size() != count) {
            throw new IllegalArgumentException(array.size() + " numbers where " + count + " were expected");
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = number(array.get(i));
        }
        return values;
    }

    private static Map<Long, Half> unpack(JsonNode node, int width) {
        byte[] bytes = Base64.getDecoder().decode(node.required("sample").asText());
        if (bytes.length % rowBytes(width) != 0) {
            throw new IllegalArgumentException("the sample is cut off");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<Long, Half> rows = new TreeMap<>();
        while (in.hasRemaining()) {
            long hash = in.getLong();
            byte exponent = in.get();
            short[] bits = new short[width];
            in.asShortBuffer().get(bits);
            in.position(in.position() + Short.BYTES * width);
            rows.put(hash, new Half(exponent, bits));
        }
        return rows;
    }
}
