/* Colours of the theme that is on, in a form that a canvas understands. */

const TONES = { PASS: "--success-color", INCONCLUSIVE: "--warning-color", FAIL: "--error-color" };

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

export function palette() {
  return {
    text: colour("--text-color", "#333"),
    faint: colour("--text-color-secondary", "#777"),
    background: colour("--background", "#fff"),
    card: colour("--card-background", "#fff"),
    line: colour("--accent-color", "#0b6aa2"),
    other: colour("--purple", "#7b4ea3"),
    grid: colour("--table-border-color", "#ddd"),
    tones: Object.fromEntries(Object.entries(TONES).map(([verdict, name]) => [verdict, colour(name, "#777")])),
  };
}

/** Calls when the theme changes: the system's, or the one that Jenkins sets. */
export function onThemeChange(repaint) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "class"],
  });
}
