/* Forms that are sent only after a question: data-confirm is its title, data-message the text, data-ok the button's. */

export function askBefore(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm === undefined) {
      return;
    }
    event.preventDefault();
    const { confirm, message, ok } = form.dataset;
    window.dialog.confirm(confirm, { message, okText: ok, type: "destructive" }).then(
      () => form.submit(),
      () => form.querySelector("button").focus(),
    );
  });
}
