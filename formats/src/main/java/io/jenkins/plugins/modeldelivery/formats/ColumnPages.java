package io.jenkins.plugins.modeldelivery.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;

/**
 * The pages of one column in one row group, one in memory at a time. Sizes are held against the file before anything is
 * allocated, and checksums are verified before anything is unpacked.
 */
final class ColumnPages implements PageReader {
    static final int MOST_PAGE = 128 << 20;
    private static final int MOST_HEADER = 8 << 20; // with the least and the greatest value, which may be long texts
    private static final Set<org.apache.parquet.format.Encoding> DELTAS = EnumSet.of(
            org.apache.parquet.format.Encoding.DELTA_BINARY_PACKED,
            org.apache.parquet.format.Encoding.DELTA_LENGTH_BYTE_ARRAY,
            org.apache.parquet.format.Encoding.DELTA_BYTE_ARRAY);
    private static final int LEAST_BINARY = Integer.BYTES; // its length stands before it

    private final HashedFile file;
    private final ColumnMetaData meta;
    private final ColumnDescriptor column;
    private final Codec codec;
    private final String name;
    private final long begin;
    private final long end;
    private long position;
    private long given;
    private int page;
    private boolean checked = true;

    /** A page's header and what it is about. */
    private record Page(PageHeader header, byte[] bytes) {}

    /** @param rows of the row group */
    ColumnPages(HashedFile file, long footer, ColumnMetaData meta, ColumnDescriptor column, long rows)
            throws IOException {
        this.file = file;
        this.meta = meta;
        this.column = column;
        name = String.join(".", column.getPath());
        codec = Codec.of(meta.getCodec(), name);
        long data = meta.getData_page_offset();
        begin = meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0
                ? Math.min(data, meta.getDictionary_page_offset())
                : data;
        end = begin + meta.getTotal_compressed_size();
        position = begin;
        if (begin < Footer.MAGIC.length || end < begin || end > footer) {
            throw damaged("it lies outside of the file");
        }
        if (column.getMaxRepetitionLevel() == 0 ? meta.getNum_values() != rows : meta.getNum_values() < rows) {
            throw damaged("it has " + meta.getNum_values() + " values where there are " + rows + " rows");
        }
    }

    private IOException damaged(String how) {
        return new IOException("it is damaged in column '" + name + "': " + how);
    }

    private IOException damaged(String how, IOException cause) {
        IOException failure = damaged("page " + page + ": " + how);
        failure.initCause(cause);
        return failure;
    }

    /** Whether every page that was read has a checksum. */
    boolean isChecked() {
        return checked;
    }

    /** @throws IOException where values are left */
    void requireRead() throws IOException {
        if (given != meta.getNum_values()) {
            throw damaged("it has more values than the row group has rows");
        }
    }

    @Override
    public long getTotalValueCount() {
        return meta.getNum_values();
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        return unchecked(() -> {
            if (begin == end) {
                return null;
            }
            PageHeader header = header();
            if (header.getType() != PageType.DICTIONARY_PAGE) {
                position = begin; // it is the first page of data
                page = 0;
                return null;
            }
            Page read = page(header);
            DictionaryPageHeader about = required(header.getDictionary_page_header());
            int least = LEAST_BINARY;
            if (column.getPrimitiveType().getTypeLength() > 0) {
                least = Math.min(least, column.getPrimitiveType().getTypeLength());
            }
            byte[] bytes = unpacked(read);
            if (about.getNum_values() < 0 || (long) about.getNum_values() * least > bytes.length) {
                throw damaged("a dictionary of " + about.getNum_values() + " values in " + bytes.length + " bytes");
            }
            return new DictionaryPage(BytesInput.from(bytes), about.getNum_values(), encoding(about.getEncoding()));
        });
    }

    @Override
    public DataPage readPage() {
        return unchecked(() -> {
            while (position < end && given < meta.getNum_values()) {
                PageHeader header = header();
                Page read = page(header);
                int values = values(header);
                if (values < 0 || values > meta.getNum_values() - given) {
                    throw damaged("page " + page + " has " + values + " values where " + (meta.getNum_values() - given)
                            + " are left");
                }
                given += values;
                if (values > 0) {
                    return header.getType() == PageType.DATA_PAGE ? first(read) : second(read);
                }
            }
            throw damaged("its pages have " + given + " of its " + meta.getNum_values() + " values");
        });
    }

    /** 0 for pages that hold none. */
    private int values(PageHeader header) throws IOException {
        if (header.getType() == null) {
            throw damaged("page " + page + " is of a kind that is not known");
        }
        return switch (header.getType()) {
            case DATA_PAGE -> required(header.getData_page_header()).getNum_values();
            case DATA_PAGE_V2 -> required(header.getData_page_header_v2()).getNum_values();
            case INDEX_PAGE -> 0;
            case DICTIONARY_PAGE -> throw damaged("page " + page + " is a second dictionary");
        };
    }

    private <T> T required(T about) throws IOException {
        if (about == null) {
            throw damaged("page " + page + " does not say what it holds");
        }
        return about;
    }

    private PageHeader header() throws IOException {
        page++;
        HashedFile.Part in = file.part(position, Math.min(end, position + MOST_HEADER));
        PageHeader header = Footer.thrift(new PageHeader(), in, MOST_HEADER);
        position = in.position();
        return header;
    }

    /** The bytes behind a header, as they lie in the file. */
    private Page page(PageHeader header) throws IOException {
        int packed = header.getCompressed_page_size();
        int size = header.getUncompressed_page_size();
        if (packed < 0 || packed > end - position || size < 0) {
            throw damaged("page " + page + " says that it has " + packed + " bytes, " + size + " unpacked, where "
                    + (end - position) + " are left");
        }
        if (packed > MOST_PAGE || size > MOST_PAGE) {
            throw new IOException("column '" + name + "' has a page of " + Math.max(packed, size) + " bytes, more than "
                    + (MOST_PAGE >> 20) + " MiB; write it with smaller pages or row groups");
        }
        byte[] bytes = file.read(position, packed);
        position += packed;
        if (header.isSetCrc()) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            if ((int) sum.getValue() != header.getCrc()) {
                throw damaged("page " + page + " does not have its checksum");
            }
        } else {
            checked = false;
        }
        return new Page(header, bytes);
    }

    private byte[] unpacked(Page read) throws IOException {
        return unpacked(read.bytes, 0, read.header.getUncompressed_page_size());
    }

    private byte[] unpacked(byte[] bytes, int offset, int size) throws IOException {
        return unpacked(codec, bytes, offset, size);
    }

    private byte[] unpacked(Codec by, byte[] bytes, int offset, int size) throws IOException {
        try {
            return by.unpack(bytes, offset, bytes.length - offset, size);
        } catch (IOException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    private DataPage first(Page read) throws IOException {
        DataPageHeader about = read.header.getData_page_header();
        byte[] bytes = unpacked(read);
        Encoding repetitions = encoding(about.getRepetition_level_encoding());
        Encoding definitions = encoding(about.getDefinition_level_encoding());
        Encoding encoding = valueEncoding(about.getEncoding());
        boolean isRuns = (column.getMaxRepetitionLevel() == 0 || repetitions == Encoding.RLE)
                && (column.getMaxDefinitionLevel() == 0 || definitions == Encoding.RLE);
        if (isRuns) {
            int levels = column.getMaxRepetitionLevel() == 0 ? 0 : lengthAt(bytes, 0);
            int begin = column.getMaxDefinitionLevel() == 0 ? levels : lengthAt(bytes, levels);
            int from = column.getMaxDefinitionLevel() == 0 ? begin : levels + Integer.BYTES;
            int present = present(bytes, from, begin, about.getNum_values());
            requireFilled(bytes, begin, encoding, present);
        } else {
            requireSpecified(repetitions, definitions);
        }
        return new DataPageV1(
                BytesInput.from(bytes), about.getNum_values(), bytes.length, null, repetitions, definitions, encoding);
    }

    /** The first version of the format packed levels in bits alone; nothing else was ever specified. */
    private void requireSpecified(Encoding repetitions, Encoding definitions) throws IOException {
        for (Encoding each : new Encoding[] {repetitions, definitions}) {
            if (each != Encoding.RLE && !each.name().equals("BIT_PACKED")) {
                throw damaged("page " + page + " has levels in the encoding " + each);
            }
        }
    }

    /** Where levels end whose length stands before them. */
    private int lengthAt(byte[] bytes, int at) throws IOException {
        if (at + Integer.BYTES <= bytes.length) {
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
            if (length >= 0 && length <= bytes.length - at - Integer.BYTES) {
                return at + Integer.BYTES + length;
            }
        }
        throw misfit();
    }

    private IOException misfit() {
        return damaged("page " + page + " has levels that do not fit into it");
    }

    /** Of version 2, whose levels are never packed. */
    private DataPage second(Page read) throws IOException {
        DataPageHeaderV2 about = read.header.getData_page_header_v2();
        int repetitions = about.getRepetition_levels_byte_length();
        int levels = repetitions + about.getDefinition_levels_byte_length();
        int size = read.header.getUncompressed_page_size();
        if (repetitions < 0 || levels < repetitions || levels > read.bytes.length || levels > size) {
            throw misfit();
        }
        int repeated = column.getMaxRepetitionLevel() == 0
                ? repetitions
                : runs(read.bytes, 0, repetitions, column.getMaxRepetitionLevel())
                        .count(about.getNum_values(), 0);
        if (column.getMaxRepetitionLevel() == 0 ? repeated != 0 : repeated != about.getNum_rows()) {
            throw misfit();
        }
        int present = present(read.bytes, repetitions, levels, about.getNum_values());
        byte[] data = about.isIs_compressed()
                ? unpacked(read.bytes, levels, size - levels)
                : unpacked(Codec.NONE, read.bytes, levels, size - levels);
        Encoding encoding = valueEncoding(about.getEncoding());
        requireFilled(data, 0, encoding, present);
        return DataPageV2.uncompressed(
                about.getNum_rows(),
                about.getNum_nulls(),
                about.getNum_values(),
                BytesInput.from(read.bytes, 0, repetitions),
                BytesInput.from(read.bytes, repetitions, levels - repetitions),
                encoding,
                BytesInput.from(data),
                null);
    }

    private static Runs runs(byte[] bytes, int from, int end, int greatest) {
        return new Runs(bytes, from, end, Integer.SIZE - Integer.numberOfLeadingZeros(greatest));
    }

    /** How many of the values are there, by their definition levels. */
    private int present(byte[] bytes, int from, int end, int values) throws IOException {
        int greatest = column.getMaxDefinitionLevel();
        int present = greatest == 0 ? values : runs(bytes, from, end, greatest).count(values, greatest);
        if (present < 0 || greatest == 0 && from != end) {
            throw misfit();
        }
        return present;
    }

    /** Where the encoding tells how many bytes the values take: it is that many. */
    private void requireFilled(byte[] bytes, int from, Encoding encoding, int present) throws IOException {
        boolean isFilled =
                switch (encoding) {
                    case PLAIN, BYTE_STREAM_SPLIT -> isFilledPlainly(bytes.length - from, present);
                    case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                        present == 0
                                || from < bytes.length
                                        && bytes[from] >= 0
                                        && bytes[from] <= Integer.SIZE
                                        && new Runs(bytes, from + 1, bytes.length, bytes[from]).hold(present);
                    default -> true;
                };
        if (!isFilled) {
            throw damaged("page " + page + " does not hold its " + present + " values in the encoding " + encoding);
        }
    }

    private boolean isFilledPlainly(int length, int present) {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> length == (present + Byte.SIZE - 1) / Byte.SIZE;
            case INT32, FLOAT -> length == (long) present * Integer.BYTES;
            case INT64, DOUBLE -> length == (long) present * Long.BYTES;
            case INT96 -> length == (long) present * 12;
            case FIXED_LEN_BYTE_ARRAY ->
                length == (long) present * column.getPrimitiveType().getTypeLength();
            case BINARY -> length >= (long) present * LEAST_BINARY;
        };
    }

    private Encoding encoding(org.apache.parquet.format.Encoding encoding) throws IOException {
        if (encoding == null) {
            throw damaged("page " + page + " has an encoding that is not known");
        }
        return Encoding.valueOf(encoding.name());
    }

    /** That of a page's values: one of those that the footer lists, by writers that know more than the first ones. */
    private Encoding valueEncoding(org.apache.parquet.format.Encoding encoding) throws IOException {
        Encoding known = encoding(encoding);
        boolean isListed = meta.getEncodings().contains(encoding)
                || meta.getEncodings().stream().noneMatch(each -> each != null && DELTAS.contains(each));
        if (!isListed) {
            throw damaged("page " + page + " has the encoding " + known + ", which the footer does not list");
        }
        return known;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    /** The library's interface knows no failures. */
    private static <T> T unchecked(Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
