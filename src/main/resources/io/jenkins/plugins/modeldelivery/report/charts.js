/*
 * Charts of the report and model pages. Each stands in an element with data-chart; its numbers come from data-model or from
 * data-url, and a table with the same numbers stands beside it. ECharts is loaded only when a chart comes into view. Names
 * are drawn as text on a canvas; nothing that comes from data becomes markup.
 */
(function () {
  "use strict";

  const SYMBOLS = { PASS: "circle", INCONCLUSIVE: "triangle", FAIL: "diamond" };
  const TONES = { PASS: "--success-color", INCONCLUSIVE: "--warning-color", FAIL: "--error-color" };
  const charts = new Set();
  let library = null;

  /** A colour of the theme in a form that a canvas understands, whatever notation the theme uses. */
  function colour(name, fallback) {
    const probe = document.createElement("span");
    probe.style.color = "var(" + name + ", " + fallback + ")";
    probe.hidden = true;
    document.body.appendChild(probe);
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return "rgba(" + [red, green, blue, alpha / 255].join(",") + ")";
  }

  function palette() {
    return {
      text: colour("--text-color", "#333"),
      faint: colour("--text-color-secondary", "#777"),
      line: colour("--accent-color", "#0b6aa2"),
      other: colour("--purple", "#7b4ea3"),
      grid: colour("--table-border-color", "#ddd"),
      tones: Object.fromEntries(Object.entries(TONES).map(([verdict, name]) => [verdict, colour(name, "#777")])),
    };
  }

  function load(address) {
    if (library === null) {
      library = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = () => resolve(window.echarts);
        script.onerror = () => reject(new Error("ECharts could not be loaded"));
        document.head.appendChild(script);
      });
    }
    return library;
  }

  function number(value) {
    return Math.abs(value) >= 1000 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(4);
  }

  function axis(colours, more) {
    return Object.assign(
      {
        axisLabel: { color: colours.faint, hideOverlap: true },
        axisLine: { lineStyle: { color: colours.faint } },
        splitLine: { lineStyle: { color: colours.grid, opacity: 0.5 } },
        nameTextStyle: { color: colours.faint },
      },
      more,
    );
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
        backgroundColor: colour("--background", "#fff"),
        borderColor: colours.faint,
        textStyle: { color: colours.text },
      },
    };
  }

  /** One figure of a model over time; the shape of a point tells the verdict as its colour does. */
  function history(title, points, colours) {
    return Object.assign(base(colours, title), {
      xAxis: axis(colours, { type: "time", splitLine: { show: false } }),
      yAxis: axis(colours, { type: "value", scale: true, axisLabel: { color: colours.faint, formatter: number } }),
      series: [
        {
          type: "line",
          name: title,
          lineStyle: { color: colours.line, width: 1.5 },
          data: points.map((point) => ({
            value: [point.time, point.value],
            symbol: SYMBOLS[point.verdict],
            symbolSize: point.verdict === "PASS" ? 6 : 11,
            itemStyle: { color: colours.tones[point.verdict] },
            version: point.version,
            verdict: point.verdict,
          })),
        },
      ],
      tooltip: Object.assign(base(colours, title).tooltip, {
        formatter: (item) =>
          item.data.version + "\n" + title + " " + number(item.data.value[1]) + "\n" + item.data.verdict + "\n" +
          item.data.value[0].slice(0, 16).replace("T", " ") + " UTC",
      }),
    });
  }

  /** Where the observed statistic stands among those of the permutations. */
  function permuted(model, colours) {
    const area = (from, to, opacity) => [
      { xAxis: from, itemStyle: { color: colours.faint, opacity: opacity } },
      { xAxis: to },
    ];
    const mark = (value, name) => ({ xAxis: value, label: { formatter: name, color: colours.faint } });
    const option = Object.assign(base(colours, model.title), {
      xAxis: axis(colours, {
        type: "value",
        min: Math.min(model.min, model.observed),
        max: Math.max(model.max, model.observed),
        axisLabel: { color: colours.faint, hideOverlap: true, formatter: number },
        splitLine: { show: false },
      }),
      yAxis: { type: "value", show: false, min: 0, max: 1 },
      series: [
        {
          type: "scatter",
          name: model.observedLabel,
          symbol: SYMBOLS[model.verdict],
          symbolSize: 18,
          itemStyle: { color: colours.tones[model.verdict], borderColor: colours.text, borderWidth: 1 },
          data: [[model.observed, 0.5]],
          label: { show: true, position: "bottom", color: colours.text, formatter: model.observedLabel },
          markArea: {
            silent: true,
            data: [area(model.min, model.max, 0.15), area(model.q05, model.q95, 0.25)],
          },
          markLine: {
            silent: true,
            precision: 12, // two decimals by default, which would move such small numbers
            symbol: "none",
            lineStyle: { color: colours.faint, type: "dashed" },
            data: [mark(model.q50, "50 %"), mark(model.q95, "95 %"), mark(model.q99, "99 %")],
          },
        },
      ],
    });
    option.tooltip.formatter = () => model.observedLabel + " " + number(model.observed);
    option.grid.top = 52;
    return option;
  }

  /** A course of live traffic: candidate and production over the time of the test. */
  function course(model, colours) {
    const line = (name, values, tone, dash) => ({
      type: "line",
      name: name,
      symbol: "none",
      lineStyle: { color: tone, width: 2, type: dash },
      itemStyle: { color: tone },
      data: values,
    });
    const option = Object.assign(base(colours, model.title), {
      legend: { right: 0, top: 0, textStyle: { color: colours.text } },
      xAxis: axis(colours, { type: "time", splitLine: { show: false } }),
      yAxis: axis(colours, { type: "value", axisLabel: { color: colours.faint, formatter: number } }),
      series: [
        line(model.candidate, model.points.map((p) => [p.time, p.candidate]), colours.line, "solid"),
        line(model.production, model.points.map((p) => [p.time, p.production]), colours.other, "dashed"),
      ],
    });
    option.tooltip.trigger = "axis";
    option.tooltip.formatter = (items) =>
      items.map((item) => item.seriesName + " " + (item.value[1] === null ? "-" : number(item.value[1]))).join("\n");
    return option;
  }

  function draw(element, label, option) {
    const chart = { element, option, instance: null };
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    chart.paint = () => {
      if (chart.instance !== null) {
        chart.instance.dispose();
      }
      chart.instance = window.echarts.init(element, null, { renderer: "canvas" });
      chart.instance.setOption(option(palette()));
    };
    chart.paint();
    charts.add(chart);
    new ResizeObserver(() => chart.instance.resize()).observe(element);
  }

  function child(parent) {
    const element = document.createElement("div");
    element.className = "model-delivery-chart";
    parent.appendChild(element);
    return element;
  }

  function multiples(element, json) {
    const figures = json.metrics.map((name) => ({ name, of: (point) => point.metrics[name] }));
    figures.push({ name: "MMD²", of: (point) => point.mmd2, verdict: (point) => point.shift });
    figures.forEach((figure) => {
      const points = json.points
        .filter((point) => typeof figure.of(point) === "number")
        .map((point) => ({
          time: point.time,
          value: figure.of(point),
          version: point.version,
          verdict: figure.verdict ? figure.verdict(point) : point.verdict,
        }));
      if (points.length > 0) {
        draw(child(element), element.dataset.label.replace("{0}", figure.name), (colours) =>
          history(figure.name, points, colours),
        );
      }
    });
    const legend = document.createElement("p");
    legend.className = "model-delivery-legend";
    legend.textContent = element.dataset.legend;
    element.after(legend);
  }

  const KINDS = {
    history: (element) =>
      fetch(element.dataset.url, { headers: { Accept: "application/json" } })
        .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
        .then((json) => multiples(element, json)),
    permuted: (element) => {
      const model = JSON.parse(element.dataset.model);
      draw(element, element.dataset.label, (colours) => permuted(model, colours));
    },
    course: (element) => {
      JSON.parse(element.dataset.model).forEach((model) => {
        draw(child(element), element.dataset.label.replace("{0}", model.title), (colours) => course(model, colours));
      });
    },
  };

  function start(element) {
    load(element.dataset.echarts)
      .then(() => KINDS[element.dataset.chart](element))
      .catch(() => {
        element.hidden = true; // the table says the same
      });
  }

  /** Leaves only the rows of a table that contain what is typed. */
  function filter(input) {
    const rows = document.getElementById(input.dataset.filters).tBodies[0].rows;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      Array.from(rows).forEach((row) => {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      });
    });
  }

  /** A page of something that still runs: read again when there is news. */
  function live(element) {
    const look = () =>
      fetch(element.dataset.live, { headers: { Accept: "application/json" } })
        .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
        .then((json) => {
          if (json.news !== element.dataset.news || !json.building) {
            window.location.reload();
          } else {
            setTimeout(look, 5000);
          }
        })
        .catch(() => setTimeout(look, 30000));
    setTimeout(look, 5000);
  }

  function begin() {
    const seen = new IntersectionObserver((entries) => {
      entries
        .filter((entry) => entry.isIntersecting)
        .forEach((entry) => {
          seen.unobserve(entry.target);
          start(entry.target);
        });
    });
    document.querySelectorAll("[data-chart]").forEach((element) => seen.observe(element));
    document.querySelectorAll("[data-filters]").forEach(filter);
    document.querySelectorAll("[data-live]").forEach(live);
    const repaint = () => charts.forEach((chart) => chart.paint());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
