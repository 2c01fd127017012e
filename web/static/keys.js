/* Keys for all pages: / the box, j and k the articles of a list, o opens, s collects, n and p the
   matches of an article, the arrows the articles or pages before and after, ? all of these. */

"use strict";

(() => {
  const OFF = "khobao.keys.off";
  const one = (selector, within = document) => within.querySelector(selector);
  const press = (element) => element?.click();

  function isOff() {
    try {
      return Boolean(localStorage.getItem(OFF));
    } catch {
      return false;
    }
  }

  /* The article that the keyboard is at, or was at before the focus was lost, and the way on. */
  const headlines = () => [...document.querySelectorAll(".hit .headline > a")];
  let last = null;
  const current = () => (
    [null, document.body].includes(document.activeElement) ? last
      : document.activeElement.closest(".hit")
  );

  function walk(step) {
    const all = headlines();
    const at = all.indexOf(current() && one(".headline > a", current()));
    const to = all[at < 0 ? (step > 0 ? 0 : -1) : at + step];
    to?.focus();
    to?.closest(".hit").scrollIntoView({ block: "nearest" });
  }

  function match(step) {
    const there = one(`mark:target + .steps > ${step}`);
    press(there ?? (one("mark:target") ? null : one(".matches a")));
  }

  function offer(within) {
    const box = one("input[data-keys]", within);
    if (!box) return;
    box.closest("p").hidden = false;
    box.checked = !isOff();
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }

  async function help() {
    let dialog = one("dialog");
    if (!dialog) {
      const answer = await fetch(one("a[data-help]").href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      dialog = document.createElement("dialog");
      dialog.append(...one("#keys", page).children);
      one("form", dialog).hidden = false;
      document.body.append(dialog);
      offer(dialog);
    }
    dialog.showModal();
  }

  const KEYS = {
    "/": () => { one("#q")?.focus(); one("#q")?.select(); },
    j: () => walk(1),
    k: () => walk(-1),
    o: () => press(current() && one(".headline > a", current())),
    s: () => press(one("button[data-collect]", current() ?? document)),
    n: () => match(".next"),
    p: () => match(".previous"),
    ArrowLeft: () => press(one("a[rel~=prev]")),
    ArrowRight: () => press(one("a[rel~=next]")),
    "?": help,
  };

  document.addEventListener("focusin", () => { last = current(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does || event.defaultPrevented || (isOff() && event.key !== "?")) return;
    event.preventDefault();
    does();
  });
  offer(document);
})();
