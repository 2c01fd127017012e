/* On a wide screen the article that one is at is read beside the list. */

"use strict";

(() => {
  const hits = document.getElementById("hits");
  const wide = matchMedia("(min-width: 110rem)");
  if (!hits?.dataset.preview) return;
  const pane = document.createElement("section");
  const articles = new Map();
  let shown = null;

  pane.className = "preview";
  pane.tabIndex = 0;
  pane.setAttribute("aria-label", hits.dataset.preview);

  async function read(address) {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const article = page.querySelector("main > article");
    const title = document.createElement("h2");
    const heading = article.querySelector("h1");
    title.append(...heading.childNodes);
    heading.replaceWith(title);
    for (const one of article.querySelectorAll(".taken, .more, .matches, .steps, .pages")) one.remove();
    for (const one of article.querySelectorAll("[id]")) one.removeAttribute("id");
    return article;
  }

  async function show(hit) {
    const address = hit?.querySelector(".headline > a")?.href;
    if (!wide.matches || !address || shown === hit) return;
    shown?.classList.remove("shown");
    shown = hit;
    hit.classList.add("shown");
    if (!articles.has(address)) articles.set(address, read(address));
    try {
      const article = await articles.get(address);
      if (shown !== hit) return;
      pane.replaceChildren(article);
      pane.scrollTop = 0;
      if (!pane.parentElement) document.getElementById("main").after(pane);
    } catch {
      articles.delete(address); /* the server is away: the headline still leads there */
    }
  }

  const first = () => show(hits.querySelector(".hit"));
  hits.addEventListener("focusin", (event) => show(event.target.closest(".hit")));
  hits.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, summary")) show(event.target.closest(".hit"));
  });
  wide.addEventListener("change", first);
  first();
})();
