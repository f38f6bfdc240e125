// Says that a long piece of work is under way, and lets no second click start it again. Everything works without it.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button:not([name])");
      if (!button) return;
      button.dataset.words = button.textContent;
      button.textContent = form.dataset.busy;
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
    });
  }
  // A page that the browser brings back as it was left, by “back”, can be used again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of document.querySelectorAll("button[aria-busy]")) {
      button.textContent = button.dataset.words;
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  });
})();
