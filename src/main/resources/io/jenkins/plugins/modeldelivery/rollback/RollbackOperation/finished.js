/* The banner is made by the server: once a rollback that was running is over, the page is read again. */
window.addEventListener("model-delivery-finished", () => {
  const spinner = document.getElementById("model-delivery-spinner");
  if (spinner !== null && spinner.dataset.running === "true") {
    window.location.reload();
  }
});
