/* Completion in the search box, short addresses, values of facets looked through in place, what was
   found beside the list. Pages need none of it. */

"use strict";

(() => {
  const box = document.querySelector("input[data-suggest]");
  if (!box) return;

  const DELAY = 120;
  const MOST = 8;
  const { suggest, article, list: name, count, none, headline } = box.dataset;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  const answers = new Map();
  let options = [];
  let active = -1;
  let timer = 0;
  let request = null;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", name);
  status.className = "unseen";
  status.setAttribute("role", "status");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  box.parentElement.append(list, status);

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    activate(-1);
    box.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  function activate(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function show(found) {
    options = found;
    activate(-1);
    list.replaceChildren(...found.map((one, index) => {
      const option = document.createElement("li");
      const text = document.createElement("bdi");
      option.id = `suggestion-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      text.lang = "vi";
      text.textContent = one.text;
      option.append(text);
      if (one.id !== null) {
        const kind = document.createElement("small");
        kind.textContent = headline;
        option.className = "headline-option";
        option.append(" ", kind);
      }
      return option;
    }));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? count.replace("#", found.length) : none;
  }

  async function ask() {
    const typed = box.value;
    request?.abort();
    if (!typed.trim()) {
      close();
      return;
    }
    if (answers.has(typed)) {
      show(answers.get(typed));
      return;
    }
    request = new AbortController();
    try {
      const query = new URLSearchParams({ q: typed, limit: MOST });
      const answer = await fetch(`${suggest}?${query}`, { signal: request.signal });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (answer.ok) answers.set(typed, found);
      if (box.value === typed && document.activeElement === box) show(found);
    } catch {
      /* A later request took its place, or the server is away: one can go on typing. */
    }
  }

  /* An id as the server's addresses have it: a browser would take a dot for a step of the path. */
  function address(id) {
    const segment = { ".": "%2E", "..": "%2E%2E" }[id] ?? id;
    const language = box.form.elements.lang;
    const rest = language ? `?lang=${language.value}` : "";
    return article + encodeURIComponent(segment) + rest;
  }

  function choose(index) {
    const { text, id } = options[index];
    close();
    if (id !== null) {
      location.assign(address(id));
      return;
    }
    box.value = text;
    box.form.requestSubmit();
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        ask();
        return;
      }
      /* From the last option, and before the first, the way leads through the box itself. */
      const places = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && open) {
      if (active >= 0 && options[active].id === null) box.value = options[active].text;
      close();
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
  box.addEventListener("blur", close);

  /* Addresses that are kept and sent on hold only what is not as usual. */
  box.form.addEventListener("submit", () => {
    close();
    for (const field of box.form.elements) {
      if (field !== box && field.name) field.disabled = field.value === (field.dataset.usual ?? "");
    }
  });
  addEventListener("pageshow", () => {
    for (const field of box.form.elements) field.disabled = false;
  });

  /* A choice of the mouse is asked for at once; the keyboard may go on to other choices. */
  let pointed = false;
  addEventListener("pointerdown", () => { pointed = true; });
  addEventListener("keydown", () => { pointed = false; });
  for (const field of box.form.querySelectorAll("select")) {
    field.addEventListener("change", () => {
      if (pointed) box.form.requestSubmit();
    });
  }

  /* The values of a facet that hold what is typed: its part of the page that Enter would lead to. */
  for (const field of document.querySelectorAll(".facets input")) {
    let wait = 0;
    field.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const address = new URL(location);
        address.searchParams.set(field.name, field.value);
        const typed = field.value;
        const answer = await fetch(address);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const facet = page.getElementById(field.parentElement.id);
        if (!facet || field.value !== typed) return;
        while (field.nextSibling) field.nextSibling.remove();
        facet.querySelector("input").remove();
        field.after(...[...facet.children].slice(1));
      }, DELAY);
    });
  }

  /* A long query stands in no link: here it is put into those that lead to articles. */
  if (document.getElementById("again")) {
    for (const link of document.querySelectorAll(".hit a")) link.search = location.search;
  }
})();
