/* The pages of Model Delivery: charts, tables that can be searched, parts that follow what is running, and questions. */
import { watch } from "./charts.js";
import { askBefore } from "./confirm.js";
import { fillLater } from "./later.js";
import { follow } from "./live.js";
import { fillHistories, makeSearchable } from "./tables.js";

function activate(root) {
  makeSearchable(root);
  fillHistories(root);
  watch(root);
}

activate(document);
fillLater(document, activate);
document.querySelectorAll("[data-live]").forEach((element) => follow(element, activate));
askBefore(document);
