/*
 * Draws charts. Each stands in an element with data-chart; its numbers come from data-model or from data-url, and a table
 * with the same numbers stands beside it. ECharts is loaded only when a chart comes into view. Where a chart cannot be
 * drawn it is hidden: the table says the same.
 */
import { columns, course, dependencies, history, permuted, shift } from "./options.js";
import { json } from "./requests.js";
import { onThemeChange, palette } from "./theme.js";

/** What is drawn now, by the element that it is drawn in. */
const drawn = new Map();
let library = null;

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

function forget(element) {
  const chart = drawn.get(element);
  chart.sizes.disconnect();
  chart.instance.dispose();
  drawn.delete(element);
}

function repaint() {
  const colours = palette();
  drawn.forEach((chart, element) => {
    if (element.isConnected) {
      chart.instance.setOption(chart.option(colours, element), true);
    } else {
      forget(element);
    }
  });
}

/** @param option given colours, and the room if it needs to know that, what to draw */
function draw(echarts, element, label, option) {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  const instance = echarts.init(element, null, { renderer: "canvas" });
  instance.setOption(option(palette(), element));
  const sizes = new ResizeObserver(() => {
    instance.resize();
    if (option.length > 1) {
      instance.setOption(option(palette(), element), true);
    }
  });
  sizes.observe(element);
  drawn.set(element, { instance, sizes, option });
}

function child(parent) {
  const element = document.createElement("div");
  element.className = "model-delivery-chart";
  parent.appendChild(element);
  return element;
}

function legend(element) {
  const line = document.createElement("p");
  line.className = "model-delivery-legend";
  line.textContent = element.dataset.legend;
  element.after(line);
}

/** The points that have a figure, each with its value, and the verdict that its shape tells. */
function having(points, value, verdict) {
  return points
    .filter((point) => typeof value(point) === "number")
    .map((point) => ({ ...point, value: value(point), verdict: verdict(point) }));
}

const KINDS = {
  history: async (element, echarts) => {
    const { metrics, points } = await json(element.dataset.url);
    const figures = metrics.map((name) => [name, having(points, (p) => p.metrics[name], (p) => p.verdict)]);
    figures
      .filter(([, values]) => values.length > 0)
      .forEach(([name, values]) =>
        draw(echarts, child(element), element.dataset.label.replace("{0}", name), (colours) =>
          history(name, values, colours),
        ),
      );
    const shifts = having(points, (p) => p.mmd2, (p) => p.shift);
    if (shifts.length > 0) {
      draw(echarts, child(element), element.dataset.label.replace("{0}", "MMD²"), (colours) =>
        shift("MMD²", element.dataset.limit, shifts, colours),
      );
    }
    legend(element);
  },
  shift: async (element, echarts) => {
    const { points } = await json(element.dataset.url);
    const values = having(points, (p) => p.mmd2, (p) => p.shift);
    draw(echarts, child(element), element.dataset.label, (colours) =>
      shift("MMD²", element.dataset.limit, values, colours, element.dataset.version),
    );
    legend(element);
  },
  permuted: (element, echarts) =>
    draw(echarts, element, element.dataset.label, (colours, room) =>
      permuted(JSON.parse(element.dataset.model), colours, room),
    ),
  columns: (element, echarts) =>
    draw(echarts, element, element.dataset.label, (colours) => columns(JSON.parse(element.dataset.model), colours)),
  dependencies: (element, echarts) =>
    draw(echarts, element, element.dataset.label, (colours, room) =>
      dependencies(JSON.parse(element.dataset.model), colours, room),
    ),
  course: (element, echarts) =>
    JSON.parse(element.dataset.model).forEach((model, i) =>
      draw(echarts, child(element), element.dataset.label.replace("{0}", model.title), (colours) =>
        course(JSON.parse(element.dataset.model)[i], colours),
      ),
    ),
};

async function start(element) {
  try {
    const echarts = await load(element.dataset.echarts);
    await KINDS[element.dataset.chart](element, echarts);
  } catch (failure) {
    element.hidden = true;
    console.warn("No chart: " + failure.message);
  }
}

const seen = new IntersectionObserver((entries) =>
  entries
    .filter((entry) => entry.isIntersecting)
    .forEach((entry) => {
      seen.unobserve(entry.target);
      start(entry.target);
    }),
);

onThemeChange(repaint);

/** Draws the charts below an element as soon as each comes into view. */
export function watch(root) {
  root.querySelectorAll("[data-chart]:not([data-watched])").forEach((element) => {
    element.dataset.watched = "true";
    seen.observe(element);
  });
}

/** Draws a chart that stands already with other numbers; its charts read data-model anew. */
export function update(element, model) {
  if (model !== undefined && element.dataset.model !== model) {
    element.dataset.model = model;
    repaint();
  }
}
