/*
 * A part of a page that follows what still runs. data-live says where to ask whether there is news, data-fragment where the
 * part is read anew. Only what has changed is put in: children are known by their ids, those with the same data-hash stay
 * as they are, charts stay and get other numbers; and a filter, a scrolled table and the focus stay where they were.
 */
import { update } from "./charts.js";
import { fragment, news } from "./requests.js";

const MILLIS = 5000;
const MILLIS_AFTER_FAILURE = 20000;
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

function pairs(old, fresh, selector) {
  const before = Array.from(old.querySelectorAll(selector));
  return Array.from(fresh.querySelectorAll(selector))
    .map((element, i) => [before[i], element])
    .filter(([one]) => one !== undefined);
}

function keepCharts(old, fresh) {
  pairs(old, fresh, "[data-chart]")
    .filter(([before, after]) => before.dataset.chart === after.dataset.chart)
    .forEach(([before, after]) => {
      const model = after.dataset.model;
      after.replaceWith(before);
      update(before, model);
    });
}

/** Puts a new child in the place of an old one, as its reader left that. */
function replace(old, fresh) {
  const focused = Array.from(old.querySelectorAll(FOCUSABLE)).indexOf(document.activeElement);
  const scrolled = pairs(old, fresh, ".model-delivery-scroll").map(([before, after]) => [after, before.scrollLeft]);
  pairs(old, fresh, "input[data-filters]").forEach(([before, after]) => {
    after.value = before.value;
  });
  keepCharts(old, fresh);
  old.replaceWith(fresh);
  scrolled.forEach(([element, left]) => {
    element.scrollLeft = left;
  });
  const wanted = fresh.querySelectorAll(FOCUSABLE)[focused];
  if (wanted !== undefined) {
    wanted.focus({ preventScroll: true });
  }
}

/** What is read aloud must stay the same element, or nobody hears that it has changed. */
function retell(old, fresh) {
  old.className = fresh.className;
  if (old.textContent !== fresh.textContent) {
    old.replaceChildren(...fresh.childNodes);
  }
}

/** The element that is to stand for a child: the one that stands there already, or the child itself. */
function settle(root, child, activate) {
  const old = root.querySelector(":scope > #" + CSS.escape(child.id));
  if (old !== null && child.getAttribute("role") === "status") {
    retell(old, child);
    return old;
  }
  if (old !== null && child.dataset.hash !== undefined && child.dataset.hash === old.dataset.hash) {
    return old;
  }
  if (old === null) {
    root.append(child);
  } else {
    replace(old, child);
  }
  window.Behaviour.applySubtree(child, true);
  activate(child);
  return child;
}

function merge(root, fresh, activate) {
  const wanted = Array.from(fresh.children).map((child) => settle(root, child, activate));
  wanted.forEach((element, i) => {
    if (root.children[i] !== element) {
      root.insertBefore(element, root.children[i]);
    }
  });
  while (root.children.length > wanted.length) {
    root.lastElementChild.remove();
  }
}

/** @param activate makes a new part work */
export function follow(element, activate) {
  let known = element.dataset.news;

  async function look() {
    const state = await news(element.dataset.live);
    if (state.news !== known || !state.building) {
      merge(element, await fragment(element.dataset.fragment), activate);
      known = state.news;
    }
    return state.building;
  }

  function again(millis) {
    setTimeout(() => {
      look().then(
        (building) => building && again(MILLIS),
        () => again(MILLIS_AFTER_FAILURE),
      );
    }, millis);
  }

  // what has just ended elsewhere on the page is worth a look at once
  window.addEventListener("model-delivery-finished", () => look().catch(() => {}));
  again(MILLIS);
}
