/* Charts as controls: values are told where the pointer or the focus is, arrow keys go from mark to
   mark, and a range of bars is dragged or chosen by Shift. Without this, marks are links. */

"use strict";

for (const figure of document.querySelectorAll("figure[data-marks]")) {
  const svg = figure.querySelector("svg");
  const readout = figure.querySelector(".readout");
  const marks = [...svg.querySelectorAll("a[data-at]")];
  const days = svg.dataset.days?.split(" ");
  const usual = readout.textContent;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let range = null; /* the first and the last bar that were chosen */
  let start = -1; /* where a pointer went down, or Shift was first held */
  let dragged = false;

  function tell(text) {
    readout.textContent = text;
  }

  const line = (mark) => mark.closest("[data-line]");

  function said(mark) {
    const [name, told] = [line(mark), mark].map((one) => one?.getAttribute("aria-label"));
    return name ? `${name}, ${told}` : told;
  }

  function name(at) {
    const mark = marks.find((one) => Number(one.dataset.at) === at);
    return mark ? said(mark).slice(0, said(mark).lastIndexOf(": ")) : days[at];
  }

  function take(from, to) {
    range = from < 0 ? null : [Math.min(from, to), Math.max(from, to)];
    let sum = 0;
    for (const mark of marks) {
      const at = Number(mark.dataset.at);
      const inside = range && at >= range[0] && at <= range[1];
      mark.classList.toggle("taken", Boolean(inside));
      if (inside) sum += Number(mark.dataset.count);
    }
    if (!range) {
      tell(usual);
      return;
    }
    tell(figure.dataset.range.replace("{first}", name(range[0])).replace("{last}", name(range[1]))
      .replace("{number}", number.format(sum)));
  }

  function open() {
    const last = new Date(`${days[range[1] + 1]}T00:00:00Z`);
    /* The next bar's first day is the day after; that of the last bar is its own last. */
    if (range[1] + 1 < days.length - 1) last.setUTCDate(last.getUTCDate() - 1);
    const address = new URL(svg.dataset.address, location.href);
    address.searchParams.set("since", days[range[0]]);
    address.searchParams.set("until", last.toISOString().slice(0, 10));
    location.assign(address);
  }

  function at(event) {
    const box = svg.getBoundingClientRect();
    const place = Math.floor((event.clientX - box.left) / box.width * (days.length - 1));
    return Math.max(0, Math.min(days.length - 2, place));
  }

  /* The mark of the same period, or one near it, on the line before or after. */
  function other(n, step) {
    const place = marks[n].dataset.at;
    const to = Number(line(marks[n])?.dataset.line) + step;
    const there = marks.filter((one) => Number(line(one)?.dataset.line) === to);
    const far = (one) => Math.abs(one.dataset.at - place);
    return there.length ? marks.indexOf(there.reduce((a, b) => (far(b) < far(a) ? b : a))) : undefined;
  }

  function go(mark) {
    for (const one of marks) one.setAttribute("tabindex", one === mark ? "0" : "-1");
  }

  for (const mark of marks) {
    mark.addEventListener("focus", () => {
      go(mark);
      if (!range) tell(said(mark));
    });
    mark.addEventListener("pointerenter", () => { if (!range) tell(said(mark)); });
    mark.querySelector("title")?.remove(); /* it is told in the line above */
  }
  for (const column of svg.querySelectorAll(".hovers use")) {
    const title = column.querySelector("title");
    const lines = title.textContent.trim().split("\n").filter((line) => line.trim());
    column.addEventListener("pointerenter", () => tell(lines.join(" · ")));
    title.remove();
  }
  svg.addEventListener("pointerleave", () => { if (!range) tell(usual); });
  svg.addEventListener("focusout", () => take(-1, -1));
  if (marks.length) go(marks.find((one) => one.hasAttribute("aria-current")) ?? marks[0]);

  svg.addEventListener("keydown", (event) => {
    const n = marks.indexOf(event.target.closest("a"));
    if (n < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = {
      ArrowLeft: n - 1, ArrowRight: n + 1, Home: 0, End: marks.length - 1,
      ArrowUp: other(n, -1), ArrowDown: other(n, 1),
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      const mark = marks[Math.max(0, Math.min(marks.length - 1, next))];
      if (days && event.shiftKey) {
        if (!range) start = Number(marks[n].dataset.at);
        readout.setAttribute("aria-live", "polite");
        take(start, Number(mark.dataset.at));
      } else {
        take(-1, -1);
      }
      const kept = range;
      mark.focus();
      if (kept) take(start, Number(mark.dataset.at));
    } else if (event.key === "Enter" && range) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" && range) {
      take(-1, -1);
    }
  });

  if (!days) continue;
  svg.dataset.drag = "";
  const hint = figure.querySelector("[data-keys]");
  const keys = document.createElement("span");
  keys.className = "unseen";
  keys.textContent = `. ${hint.dataset.keys}`;
  hint.append(keys);
  hint.hidden = false;

  svg.addEventListener("pointerdown", (event) => {
    if (event.button || event.shiftKey || event.ctrlKey || event.metaKey) return;
    start = at(event);
    dragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (start < 0 || !event.buttons) return;
    if (!dragged && at(event) === start) return;
    dragged = true;
    svg.setPointerCapture(event.pointerId);
    take(start, at(event));
  });
  svg.addEventListener("pointerup", () => {
    start = -1;
    if (dragged && range) open();
  });
  svg.addEventListener("pointercancel", () => {
    start = -1;
    take(-1, -1);
  });
  svg.addEventListener("click", (event) => { if (dragged) event.preventDefault(); }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}
