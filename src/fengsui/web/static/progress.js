// While papers are being made, the section that says how far they are is fetched anew every few seconds.
(function () {
  "use strict";
  const seconds = 3;
  function again() {
    const here = document.querySelector("[data-progress]");
    if (!here) { return; }
    setTimeout(async function () {
      try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const there = page.getElementById(here.id);
        if (answer.ok && there && !here.contains(document.activeElement)) { here.replaceWith(there); }
        if (answer.ok && there && !there.hasAttribute("data-progress")) { location.reload(); return; }
      } catch (fault) { /* the network is away: the next round asks again */ }
      again();
    }, seconds * 1000);
  }
  again();
}());
