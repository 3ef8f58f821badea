/* Small helps for people with JavaScript; every page works without it. */
(function () {
  "use strict";

  // When it was written, by the clock of this device: beside, never instead of, the server's.
  document.addEventListener("submit", function (event) {
    var stamp = event.target.querySelector("[data-device-time]");
    if (stamp) stamp.value = new Date().toISOString();
  });

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

  // Errors are read first; a link in their summary leads into the input, with its question in sight.
  var summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      var input = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!input) return;
      event.preventDefault();
      for (var box = input.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      var group = input.closest("fieldset") || input.closest(".nhsuk-form-group");
      (group || input).scrollIntoView();
      input.focus({ preventScroll: true });
    });
  }

  // How much room a note has left: shown at once, said after a pause.
  document.querySelectorAll("textarea[data-count]").forEach(function (area) {
    var shown = document.getElementById(area.id + "-count");
    var said = shown && shown.parentElement.querySelector("[data-count-said]");
    var pause;
    if (!shown) return;
    function count() {
      var left = Number(area.dataset.count) - area.value.length;
      var words = left < 0 ? shown.dataset.over : shown.dataset.left;
      shown.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
      shown.classList.toggle("jigso-count--over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(function () { if (said) said.textContent = shown.textContent; }, 1000);
    }
    area.addEventListener("input", count);
    count();
  });

  // An autosave that did not arrive says so where "Saved at" stood.
  function failed(event) {
    var from = event.target;
    var place = from.matches("[data-saved]") ? from : document.getElementById(from.id + "-saved");
    if (!place) return;
    place.textContent = place.dataset.failed || "";
    place.classList.add("jigso-saved--failed");
  }
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:afterSwap", function (event) { event.target.classList.remove("jigso-saved--failed"); });
})();
