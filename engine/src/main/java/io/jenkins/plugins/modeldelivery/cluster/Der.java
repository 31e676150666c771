package io.jenkins.plugins.modeldelivery.cluster;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** The little of DER (X.690) that is needed to wrap the two older key forms into PKCS#8, the one form Java reads. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** AlgorithmIdentifier of rsaEncryption (1.2.840.113549.1.1.1) with NULL parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** The object identifier id-ecPublicKey (1.2.840.10045.2.1). */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] pkcs1) {
        return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, pkcs1));
    }

    /** @throws IllegalArgumentException when the key does not name its curve */
    static byte[] pkcs8OfEc(byte[] sec1) {
        byte[] curve = curve(sec1);
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTETS, sec1));
    }

    private static byte[] curve(byte[] sec1) {
        try {
            int[] outer = header(sec1, 0);
            for (int at = outer[0]; at < outer[0] + outer[1]; ) {
                int[] item = header(sec1, at);
                if ((sec1[at] & 0xff) == PARAMETERS) {
                    return Arrays.copyOfRange(sec1, item[0], item[0] + item[1]);
                }
                at = item[0] + item[1];
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("truncated", e);
        }
        throw new IllegalArgumentException("no named curve");
    }

    /** Start and length of the content of the element at a position. */
    private static int[] header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return new int[] {at + 2, first};
        }
        int count = first & 0x7f;
        if (count > 3) {
            throw new IllegalArgumentException("too long");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return new int[] {at + 2 + count, length};
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
