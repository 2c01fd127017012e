/* What came in since the last visit on this device. Up to where it was seen is kept here alone. */

"use strict";

(async () => {
  const place = document.querySelector("[data-latest]");
  const KEY = "khobao.seen";
  if (!place) return;
  const { latest, ask, open, told } = place.dataset;
  let seen;
  try {
    /* A visit is a session of the browser: until it ends, the same is new. */
    seen = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? "";
    sessionStorage.setItem(KEY, seen);
    localStorage.setItem(KEY, latest);
  } catch {
    return; /* nothing may be kept */
  }
  const before = new Date(seen);
  if (!seen || Number.isNaN(before.getTime()) || before >= new Date(latest)) return;
  const since = new Date(Math.floor(before.getTime() / 1000 + 1) * 1000).toISOString();

  function address(start) {
    const full = new URL(start, location.href);
    full.searchParams.set("since_added", since);
    return full;
  }

  try {
    const answer = await fetch(address(ask));
    const { total } = await answer.json();
    if (!total) return;
    const lang = document.documentElement.lang;
    const link = document.createElement("a");
    link.href = address(open);
    link.textContent = told.replace("{number}", new Intl.NumberFormat(lang).format(total))
      .replace("{day}", before.toLocaleDateString(lang));
    place.append(link);
    place.hidden = false;
  } catch {
    /* The server is away; the page says the rest. */
  }
})();
