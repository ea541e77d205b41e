// A selection in the paper becomes the passage to add: its words, and their place in the text.
(() => {
  const placeOf = (node, offset) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-s]");
    if (!piece) return null;
    const before = document.createRange();
    before.selectNodeContents(piece);
    before.setEnd(node, offset);
    return Number(piece.dataset.s) + [...before.toString()].length;
  };
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const paper = document.getElementById("paper");
    const form = document.querySelector("#add form");
    if (!form || !paper || chosen.isCollapsed || !paper.contains(chosen.anchorNode)) return;
    const range = chosen.getRangeAt(0);
    const start = placeOf(range.startContainer, range.startOffset);
    const end = placeOf(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return;
    form.elements.words.value = chosen.toString();
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.closest("details").open = true;
  });
  document.addEventListener("input", (event) => {
    if (event.target.name === "words") {
      event.target.form.elements.start.value = event.target.form.elements.end.value = "";
    }
  });
})();
