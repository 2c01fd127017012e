/* The dossier on this device: what was collected, in its order, with a note on each. The server
   keeps none of it; the dossier's page is sent what stands here, and what comes back is kept. */

"use strict";

(() => {
  const KEY = "khobao.dossier";
  const OWN = "khobao.dossier.own"; /* for one page load: the page that comes is of this device */
  const MOST = 1000;

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY)) ?? [];
      return kept.filter((one) => typeof one.id === "string" && one.id)
        .map(({ id, note }) => ({ id, note: typeof note === "string" ? note : "" }));
    } catch {
      return []; /* nothing was kept, or nothing may be */
    }
  }

  function keep(items) {
    try {
      localStorage.setItem(KEY, JSON.stringify(items.slice(0, MOST)));
    } catch {
      const said = document.getElementById("unkept");
      if (said) said.hidden = false;
    }
    tell();
  }

  function tell() {
    const items = read();
    const ids = new Set(items.map((one) => one.id));
    for (const link of document.querySelectorAll("a[data-dossier]")) {
      link.dataset.count = items.length || "";
    }
    for (const button of document.querySelectorAll("button[data-collect]")) {
      const has = ids.has(button.dataset.collect);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(has));
    }
  }

  for (const button of document.querySelectorAll("button[data-collect]")) {
    button.addEventListener("click", () => {
      const id = button.dataset.collect;
      const items = read();
      const others = items.filter((one) => one.id !== id);
      keep(others.length < items.length ? others : [...items, { id, note: "" }]);
    });
  }

  const form = document.querySelector("form.collected");
  if (form) {
    const shown = [...form.querySelectorAll("li")].map((item) => ({
      id: item.querySelector("[name=ids]").value,
      note: item.querySelector("[name=note]").value,
    }));
    const kept = read();
    const ids = new Set(kept.map((one) => one.id));
    const same = shown.length === kept.length && shown.every((one) => ids.has(one.id));
    let own = same && shown.length > 0;
    try {
      own = Boolean(sessionStorage.getItem(OWN)) || own;
      sessionStorage.removeItem(OWN);
    } catch {
      /* Then every dossier is somebody else's. */
    }
    if (own) {
      const notes = new Map(kept.map((one) => [one.id, one.note]));
      const items = shown.map(({ id, note }) => ({ id, note: notes.get(id) || note }));
      /* An address has no notes; the device has. */
      form.querySelectorAll("[name=note]").forEach((field, n) => { field.value = items[n].note; });
      keep(items);
    } else if (!shown.length && kept.length && !location.search.includes("ids=")) {
      for (const { id, note } of kept) {
        for (const [name, value] of [["ids", id], ["note", note]]) {
          const field = document.createElement("input");
          field.type = "hidden";
          field.name = name;
          field.value = value;
          form.append(field);
        }
      }
      sessionStorage.setItem(OWN, "1");
      form.submit();
    }
    form.addEventListener("submit", (event) => {
      if (!own) return;
      const notes = [...form.querySelectorAll("[name=note]")].map((field) => field.value);
      keep(shown.map(({ id }, n) => ({ id, note: notes[n] })));
      if (!event.submitter?.value) sessionStorage.setItem(OWN, "1");
    });
    const copy = document.querySelector("button[data-copy]");
    if (copy && !own) {
      copy.hidden = false;
      copy.addEventListener("click", () => {
        keep([...read(), ...shown.filter((one) => !ids.has(one.id))]);
        copy.hidden = true;
      });
    }
  }

  for (const button of document.querySelectorAll("button[data-copied]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copied).value);
      button.textContent = button.dataset.done;
    });
  }

  addEventListener("storage", tell);
  tell();
})();
