/* Tables: searched in by typing, and filled with the history that a chart beside them draws. */
import { json } from "./requests.js";

const SHOWN = 20;

/** Leaves only the rows that contain what is typed. */
function search(input) {
  const wanted = input.value.trim().toLowerCase();
  Array.from(document.getElementById(input.dataset.filters).tBodies[0].rows).forEach((row) => {
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  });
}

export function makeSearchable(root) {
  root.querySelectorAll("[data-filters]:not([data-searchable])").forEach((input) => {
    input.dataset.searchable = "true";
    input.addEventListener("input", () => search(input));
    search(input);
  });
}

function figure(value) {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : "–";
}

function badge(verdict) {
  const element = document.createElement("span");
  element.className = "model-delivery-verdict model-delivery-verdict--" + verdict.toLowerCase();
  element.textContent = verdict;
  return element;
}

function row(body, point, version) {
  const cells = [
    point.time.slice(0, 16).replace("T", " ") + " UTC",
    point.version,
    figure(point.mmd2),
    figure(point.null_q99),
    figure(point.p),
    badge(point.shift),
  ];
  const line = body.insertRow();
  line.className = point.version === version ? "model-delivery-row--current" : "";
  cells.forEach((content) => {
    const cell = line.insertCell();
    cell.className = "model-delivery-cell model-delivery-cell--short";
    cell.append(content);
  });
}

/** What a model's shift checks said before; without a ledger to tell, the place stays hidden. */
async function fill(place) {
  try {
    const { points } = await json(place.dataset.history);
    const shifts = points.filter((point) => point.shift !== undefined).reverse();
    const body = place.querySelector("tbody");
    shifts.slice(0, SHOWN).forEach((point) => row(body, point, place.dataset.version));
    place.hidden = shifts.length === 0;
  } catch (failure) {
    console.warn("No history: " + failure.message);
  }
}

export function fillHistories(root) {
  root.querySelectorAll("[data-history]:not([data-filled])").forEach((place) => {
    place.dataset.filled = "true";
    fill(place);
  });
}
