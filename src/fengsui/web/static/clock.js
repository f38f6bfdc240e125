// Keeps the time on the page right. Everything reads without it: the server writes every text.
"use strict";
(() => {
  const clock = document.querySelector("[data-now]");
  if (!clock) return;
  // The world's time, not this machine's: a wrong clock on the desk changes nothing.
  const ahead = Date.parse(clock.dateTime) - Date.now();
  const runs = clock.dataset.now === "running";
  const say = JSON.parse(document.documentElement.dataset.words || "{}");
  const start = Date.now() + ahead;
  const now = () => (runs ? Date.now() + ahead : start);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const span = (milliseconds) => {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    if (minutes < 1) return say.moment;
    if (minutes < 60) return fill(say.minutes, { minutes });
    const hours = Math.floor(minutes / 60);
    if (hours < 24) return minutes % 60 ? fill(say.hoursMinutes, { hours, minutes: minutes % 60 }) : fill(say.hours, { hours });
    const days = Math.floor(hours / 24);
    return hours % 24 ? fill(say.daysHours, { days, hours: hours % 24 }) : fill(say.days, { days });
  };

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const tick = () => {
    for (const element of document.querySelectorAll("time[data-due]")) {
      const left = Date.parse(element.dateTime) - now();
      write(element, fill(left > 0 ? say.left : say.over, { span: span(left) }));
      element.classList.toggle("late", left <= 0);
    }
    // Beijing has had no summer time since 1992: eight hours, whatever this machine thinks.
    write(clock, new Date(now() + 8 * 3600000).toISOString().slice(11, 16));
  };

  if (say.left) {
    tick();
    if (runs) setInterval(tick, 1000);
  }
})();
