/* Keys for the matches of an article: n goes to the next, p to the previous one, as long as one of
   them is the target of the address; ✕ beside it ends that. All else works without this. */
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const step = { n: ".next", p: ".previous" }[event.key.toLowerCase()];
  const link = step && document.querySelector(`mark:target + .steps > ${step}`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
