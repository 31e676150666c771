/* What ECharts is told to draw. Names are drawn as text on a canvas; nothing that comes from data becomes markup. */

/** Pixels that a name such as "99 %" takes on an axis. */
const ROOM_FOR_A_NAME = 36;

const SYMBOLS = { PASS: "circle", INCONCLUSIVE: "triangle", FAIL: "diamond" };

function number(value) {
  return Math.abs(value) >= 1000 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(4);
}

function minute(time) {
  return time.slice(0, 16).replace("T", " ") + " UTC";
}

function axis(colours, more) {
  return {
    axisLabel: { color: colours.faint, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.faint } },
    splitLine: { lineStyle: { color: colours.grid, opacity: 0.5 } },
    nameTextStyle: { color: colours.faint },
    ...more,
  };
}

function timeAxis(colours) {
  return axis(colours, { type: "time", splitLine: { show: false } });
}

function valueAxis(colours, more) {
  return axis(colours, { type: "value", axisLabel: { color: colours.faint, formatter: number }, ...more });
}

function base(colours, title) {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { color: colours.text, fontFamily: "inherit" },
    title: { text: title, textStyle: { color: colours.text, fontSize: 13, fontWeight: 600 }, left: 0, top: 0 },
    grid: { left: 8, right: 18, top: 36, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      confine: true,
      backgroundColor: colours.background,
      borderColor: colours.faint,
      textStyle: { color: colours.text },
    },
  };
}

/** One figure of a model over time; the shape of a point tells the verdict as its colour does. */
export function history(title, points, colours, version) {
  const option = base(colours, title);
  option.xAxis = timeAxis(colours);
  option.yAxis = valueAxis(colours, { scale: true });
  option.series = [
    {
      type: "line",
      name: title,
      lineStyle: { color: colours.line, width: 1.5 },
      data: points.map((point) => ({
        value: [point.time, point.value],
        symbol: SYMBOLS[point.verdict],
        symbolSize: point.version === version ? 16 : point.verdict === "PASS" ? 6 : 11,
        itemStyle: {
          color: colours.tones[point.verdict],
          borderColor: colours.text,
          borderWidth: point.version === version ? 2 : 0,
        },
        version: point.version,
        verdict: point.verdict,
      })),
    },
  ];
  option.tooltip.formatter = (item) =>
    [item.data.version, title + " " + number(item.data.value[1]), item.data.verdict, minute(item.data.value[0])].join(
      "\n",
    );
  return option;
}

/** MMD² over time with what its permutations stayed below: above that line it begins to be remarkable. */
export function shift(title, limit, points, colours, version) {
  const option = history(title, points, colours, version);
  option.legend = { data: [limit], right: 0, top: 0, textStyle: { color: colours.text } };
  option.series.push({
    type: "line",
    name: limit,
    symbol: "none",
    step: "middle",
    silent: true,
    lineStyle: { color: colours.faint, width: 1.5, type: "dashed" },
    itemStyle: { color: colours.faint },
    data: points.map((point) => [point.time, point.null_q99 === undefined ? null : point.null_q99]),
  });
  return option;
}

/** The marks of which the names have room beside each other; the last one matters most. */
function readable(marks, pixels) {
  const shown = [];
  [...marks].reverse().forEach(([value, name]) => {
    if (shown.every(([other]) => Math.abs(other - value) * pixels >= ROOM_FOR_A_NAME)) {
      shown.push([value, name]);
    }
  });
  return new Set(shown.map(([, name]) => name));
}

/** Where the observed statistic stands among those of the permutations. */
export function permuted(model, colours, room) {
  const least = Math.min(model.min, model.observed);
  const most = Math.max(model.max, model.observed);
  const marks = [
    [model.q50, "50 %"],
    [model.q95, "95 %"],
    [model.q99, "99 %"],
  ];
  const named = readable(marks, room.clientWidth / (most - least || 1));
  const at = (model.observed - least) / (most - least || 1);
  const area = (from, to, opacity) => [{ xAxis: from, itemStyle: { color: colours.faint, opacity } }, { xAxis: to }];
  const mark = ([value, name]) => ({ xAxis: value, label: { show: named.has(name), formatter: name, color: colours.faint } });
  const option = base(colours, model.title);
  option.grid.top = 52;
  option.xAxis = valueAxis(colours, {
    min: least,
    max: most,
    axisLabel: { color: colours.faint, hideOverlap: true, formatter: number },
    splitLine: { show: false },
  });
  option.yAxis = { type: "value", show: false, min: 0, max: 1 };
  option.series = [
    {
      type: "scatter",
      name: model.observedLabel,
      symbol: SYMBOLS[model.verdict],
      symbolSize: 18,
      itemStyle: { color: colours.tones[model.verdict], borderColor: colours.text, borderWidth: 1 },
      data: [[model.observed, 0.5]],
      label: {
        show: true,
        position: at > 0.9 ? "left" : at < 0.1 ? "right" : "bottom",
        color: colours.text,
        formatter: model.observedLabel,
      },
      markArea: {
        silent: true,
        data: [area(model.min, model.max, 0.15), area(model.q05, model.q95, 0.25)],
      },
      markLine: {
        silent: true,
        precision: 12, // two decimals by default, which would move such small numbers
        symbol: "none",
        lineStyle: { color: colours.faint, type: "dashed" },
        data: marks.map(mark),
      },
    },
  ];
  option.tooltip.formatter = () => model.observedLabel + " " + number(model.observed);
  return option;
}

/**
 * Quantiles of columns before and after, each column in its own unit: from the reference's middle, in steps of its quartiles' distance, or
 * of its whole width where that is nothing.
 */
export function columns(model, colours) {
  const scaled = (column, values) => {
    const [q05, q25, middle, q75, q95] = column.reference;
    const unit = q75 - q25 || q95 - q05 || Math.abs(column.current[2] - middle) || 1;
    return values.map((value) => (value - middle) / unit);
  };
  const boxes = (name, side, tone, dash) => ({
    type: "boxplot",
    name,
    itemStyle: { color: colours.background, borderColor: tone, borderWidth: 2, borderType: dash },
    data: model.columns.map((column) => ({ value: scaled(column, column[side]), told: column[side] })),
  });
  const option = base(colours, model.title);
  option.legend = { data: [model.reference, model.current], right: 0, top: 0, textStyle: { color: colours.text } };
  option.xAxis = valueAxis(colours);
  option.yAxis = axis(colours, {
    type: "category",
    inverse: true,
    data: model.columns.map((column) => column.name),
    splitLine: { show: false },
  });
  option.series = [
    boxes(model.reference, "reference", colours.other, "dashed"),
    boxes(model.current, "current", colours.line, "solid"),
  ];
  option.tooltip.formatter = (item) =>
    [item.name + ", " + item.seriesName, item.data.told.map(number).join(" / ")].join("\n");
  return option;
}

/** A course of live traffic: candidate and production over the time of the test. */
export function course(model, colours) {
  const line = (name, values, tone, dash) => ({
    type: "line",
    name,
    symbol: "none",
    lineStyle: { color: tone, width: 2, type: dash },
    itemStyle: { color: tone },
    data: values,
  });
  const option = base(colours, model.title);
  option.legend = { right: 0, top: 0, textStyle: { color: colours.text } };
  option.xAxis = timeAxis(colours);
  option.yAxis = valueAxis(colours);
  option.series = [
    line(model.candidate, model.points.map((p) => [p.time, p.candidate]), colours.line, "solid"),
    line(model.production, model.points.map((p) => [p.time, p.production]), colours.other, "dashed"),
  ];
  option.tooltip.trigger = "axis";
  option.tooltip.formatter = (items) =>
    items.map((item) => item.seriesName + " " + (item.value[1] === null ? "-" : number(item.value[1]))).join("\n");
  return option;
}

const BOX_HEIGHT = 44;

const STROKES = { PASS: "solid", INCONCLUSIVE: "dotted", FAIL: "dashed" };

/**
 * Models as boxes in three columns, what feeds them to the left, or in three lines from the top where the room is upright; an
 * edge tells its state in a word and by its stroke, not by colour alone. Drawn in pixels of the room there is: two corners
 * without a sign keep ECharts from scaling it.
 */
export function dependencies(model, colours, room) {
  const width = room.clientWidth;
  const height = room.clientHeight;
  const columns = [0, 1, 2].map((column) => model.nodes.filter((node) => node.column === column));
  const upright = height * 2 > width;
  const abreast = upright ? Math.max(...columns.map((column) => column.length)) : 3;
  const box = Math.min(150, Math.floor(upright ? width / abreast - 8 : width * 0.27));
  const along = (node, length, size) => size / 2 + 4 + (node.column * (length - size - 8)) / 2;
  const across = (node, length) =>
    (length * (columns[node.column].indexOf(node) + 0.5)) / columns[node.column].length;
  const corner = (name, x, y) => ({ name, x, y, symbol: "none", label: { show: false } });
  const place = (node) => ({
    name: node.id,
    x: upright ? across(node, width) : along(node, width, box),
    y: upright ? along(node, height, BOX_HEIGHT) : across(node, height),
    symbol: "circle", // not seen; an edge ends where it does
    symbolSize: (upright ? BOX_HEIGHT : box) + 8,
    itemStyle: { color: "transparent" },
    label: {
      show: true,
      color: colours.text,
      fontWeight: node.here ? 600 : 400,
      // the label is the box: the border of a sign that is stretched would be thicker at its sides
      backgroundColor: colours.card,
      borderColor: node.here ? colours.line : colours.faint,
      borderWidth: node.here ? 3 : 1,
      padding: [6, 5],
      width: box - 10,
      lineHeight: (BOX_HEIGHT - 12) / 2,
      overflow: "truncate",
      formatter: node.model + "\n" + node.detail,
    },
  });
  const link = (edge) => ({
    source: edge.from,
    target: edge.to,
    lineStyle: {
      color: colours.tones[edge.verdict],
      type: STROKES[edge.verdict],
      width: edge.verdict === "PASS" ? 1.5 : 3,
      opacity: 1,
    },
    label: { show: true, formatter: edge.state, color: colours.text, fontSize: 11, fontWeight: 600 },
    line: edge.line,
  });
  const option = base(colours, "");
  option.series = [
    {
      type: "graph",
      layout: "none",
      left: 0,
      right: 0,
      top: 0,
      bottom: 0,
      edgeSymbol: ["none", "arrow"],
      edgeSymbolSize: 9,
      data: [corner(" ", 0, 0), ...model.nodes.map(place), corner("  ", width, height)],
      links: model.edges.map(link),
    },
  ];
  option.tooltip.formatter = (item) => (item.dataType === "edge" ? item.data.line : item.name);
  return option;
}
