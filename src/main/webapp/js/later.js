/*
 * Parts of a page that come after it, since what they show is read from elsewhere: a ledger that does not answer keeps nobody
 * from the rest. data-later says where such a part is read, data-failed what stands there when it cannot be.
 */
import { fragment } from "./requests.js";

async function fill(place, activate) {
  try {
    const part = await fragment(place.dataset.later);
    place.replaceChildren(...part.children);
    window.Behaviour.applySubtree(place, true);
    activate(place);
  } catch (failure) {
    place.textContent = place.dataset.failed;
    console.warn("A part of the page is missing: " + failure.message);
  }
}

/** @param activate makes a new part work */
export function fillLater(root, activate) {
  root.querySelectorAll("[data-later]").forEach((place) => fill(place, activate));
}
