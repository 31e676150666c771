package io.jenkins.plugins.modeldelivery.drift.reading;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which columns of a CSV file are labels. A first line is a header when no cell of it is a number. Columns may also be
 * named by counting from 0 or 1, as pandas does, beside the names of labels. Anything else is a row, and what is no number
 * in it an error: a damaged first row must not pass for a header.
 *
 * @param mayBeHeader whether the line counts the columns and nothing else: pandas' names where nobody gave any (told by what follows)
 * @param columns names of the numbers; empty without a header
 * @param id its column, -1 where there is none; likewise the group's and the slice's
 */
record CsvHeader(boolean isPresent, boolean mayBeHeader, int id, int group, int slice, List<String> columns) {
    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?[fd]?|[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INDEX = Pattern.compile("Unnamed: \\d+(_level_\\d+)?");
    private static final Pattern MISSING = Pattern.compile("|null|none|na|n/a", Pattern.CASE_INSENSITIVE);

    static CsvHeader of(List<String> names, ReadOptions options, String source, long line) throws BadInputException {
        int id = names.indexOf("id");
        int group = options.groupBy().map(names::indexOf).orElse(-1);
        int slice = options.slice().map(names::indexOf).orElse(-1);
        List<String> columns = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            if (c != id && c != group && c != slice) {
                columns.add(names.get(c));
            }
        }
        requireNoIndex(names, source);
        boolean hasLabels = columns.size() < names.size();
        boolean isHeader = columns.stream().noneMatch(CsvHeader::isValue) || hasLabels && isCounted(columns);
        if (!isHeader) {
            requireRow(names, source, line);
        }
        CsvHeader header = isHeader
                ? new CsvHeader(true, false, id, group, slice, List.copyOf(columns))
                : new CsvHeader(false, isUnnamed(columns), -1, -1, -1, List.of());
        header.require(options, source);
        return header;
    }

    /** A first column without a name, or with that which pandas gives it, is the index that to_csv() writes by default. */
    private static void requireNoIndex(List<String> names, String source) throws BadInputException {
        List<String> others = names.subList(Math.min(1, names.size()), names.size());
        boolean isHeader = !others.isEmpty() && (others.stream().noneMatch(CsvHeader::isValue) || isCounted(others));
        for (String name : names) {
            if (name.isEmpty() && name.equals(names.get(0)) && isHeader
                    || INDEX.matcher(name).matches()) {
                throw new BadInputException(
                        source + " has "
                                + (name.isEmpty() ? "a first column without a name" : "the column '" + name + "'")
                                + ", which is the index of a pandas table and no feature; write the file with to_csv(..., index=False)");
            }
        }
    }

    /** How to call a column of numbers. */
    String name(int column) {
        return "column " + (column < columns.size() ? "'" + shown(columns.get(column)) + "'" : column + 1);
    }

    /** Four columns or more: fewer whole numbers in a row may well be data. */
    private static boolean isUnnamed(List<String> columns) {
        return columns.size() > 3 && columns.get(0).equals("0") && isCounted(columns);
    }

    /** Whether a cell is neither a number, damaged or not, nor a missing value, nor a list. */
    static boolean isWord(String cell) {
        return !isValue(cell) && !cell.startsWith("[") && !cell.startsWith("(");
    }

    private static boolean isValue(String cell) {
        return NUMBER.matcher(cell).matches() || MISSING.matcher(cell).matches();
    }

    private static boolean isCounted(List<String> columns) {
        int first = !columns.isEmpty() && columns.get(0).equals("0") ? 0 : 1;
        for (int c = 0; c < columns.size(); c++) {
            if (!columns.get(c).equals(Integer.toString(first + c))) {
                return false;
            }
        }
        return !columns.isEmpty();
    }

    private static void requireRow(List<String> cells, String source, long line) throws BadInputException {
        for (int c = 0; c < cells.size(); c++) {
            if (!NUMBER.matcher(cells.get(c)).matches()) {
                throw new BadInputException(
                        source + " line " + line + " column " + (c + 1) + " is '" + shown(cells.get(c))
                                + "', neither a number nor part of a header, which has no numbers; repair the line");
            }
        }
    }

    static String shown(String cell) {
        return cell.length() > 40 ? cell.substring(0, 40) + "..." : cell;
    }

    private void require(ReadOptions options, String source) throws BadInputException {
        Optional<String> missing = group < 0 && options.groupBy().isPresent()
                ? options.groupBy()
                : slice < 0 ? options.slice() : Optional.empty();
        if (missing.isPresent()) {
            throw new BadInputException(source + " has no column '" + missing.get() + "' in its first line");
        }
    }

    boolean isLabel(int column) {
        return column == id || column == group || column == slice;
    }
}
