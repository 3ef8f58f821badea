/* Small helps for people with JavaScript; every page works without it. */
(function () {
  "use strict";

  // A second press of a button that already sends would send twice.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || !button.hasAttribute("data-submit-once")) return;
    if (button.dataset.sent) { event.preventDefault(); return; }
    button.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (button) {
      delete button.dataset.sent;
      button.removeAttribute("aria-disabled");
    });
  });

  // Errors are read first.
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // Autosave must carry the token that belongs to the page, wherever the form stands.
  document.addEventListener("htmx:responseError", function (event) {
    var saved = document.querySelector("[data-saved]");
    if (saved) saved.textContent = saved.dataset.failed || "";
  });
})();
