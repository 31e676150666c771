/* The Rollback page: what the ledger offers goes into the page as text, never as markup. */
(function () {
  "use strict";

  function fill(template, values) {
    return template.replace(/\{(\d)\}/g, (all, index) => values[index]);
  }

  function begin(form) {
    const at = (id) => document.getElementById("rollback-" + id);
    const model = at("model");
    const environment = at("environment");
    const version = at("version");
    const obstacle = at("obstacle");
    const choice = at("choice");
    let offered = null;
    let asked = 0;
    let confirmed = false;

    function say(text) {
      obstacle.textContent = text;
      obstacle.hidden = text === "";
    }

    function candidate() {
      return offered.candidates.find((one) => one.version === version.value);
    }

    function compare() {
      const rows = at("rows");
      rows.replaceChildren();
      candidate().rows.forEach((texts) => {
        const row = rows.insertRow();
        texts.forEach((text, column) => {
          const cell = column === 0 ? document.createElement("th") : document.createElement("td");
          if (column === 0) {
            cell.scope = "row";
          }
          cell.textContent = text;
          row.appendChild(cell);
        });
      });
    }

    function show(document_) {
      offered = document_;
      version.replaceChildren();
      offered.candidates.forEach((one) => {
        const option = document.createElement("option");
        option.value = one.version;
        option.textContent = one.label;
        option.selected = one.previous;
        version.appendChild(option);
      });
      at("from").value = offered.from;
      say(offered.obstacle);
      choice.hidden = offered.obstacle !== "";
      if (!choice.hidden) {
        compare();
      }
    }

    function load() {
      const turn = ++asked;
      choice.hidden = true;
      say(form.dataset.loading);
      const query = new URLSearchParams({ model: model.value, environment: environment.value });
      fetch(form.dataset.url + "?" + query, { headers: { Accept: "application/json" } })
        .then((response) => {
          if (!response.ok) {
            throw new Error(String(response.status));
          }
          return response.json();
        })
        .then((json) => {
          if (turn === asked) {
            show(json);
          }
        })
        .catch((failure) => {
          if (turn === asked) {
            say(form.dataset.unreadable + " (" + failure.message + ")");
          }
        });
    }

    form.addEventListener("submit", (event) => {
      if (confirmed) {
        return;
      }
      event.preventDefault();
      const reason = at("reason");
      if (reason.value.trim() === "") {
        reason.setCustomValidity(form.dataset.reason);
        reason.reportValidity();
        return;
      }
      const question = fill(form.dataset.question, [model.value, environment.value, offered.current, version.value]);
      window.dialog
        .confirm(form.dataset.title, { message: question, okText: form.dataset.ok, type: "destructive" })
        .then(
          () => {
            confirmed = true;
            at("submit").disabled = true;
            form.submit();
          },
          () => at("submit").focus(),
        );
    });
    at("reason").addEventListener("input", (event) => event.target.setCustomValidity(""));
    model.addEventListener("change", load);
    environment.addEventListener("change", load);
    version.addEventListener("change", compare);
    load();
  }

  window.Behaviour.specify("#model-delivery-rollback", "model-delivery-rollback", 0, begin);
})();
