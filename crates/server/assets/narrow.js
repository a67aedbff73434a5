// Narrows a long list to what somebody types, and says how much of it is left. The list is whole without
// it: the field is born hidden.
for (const box of document.querySelectorAll("[data-narrows]")) {
  const field = box.querySelector("input");
  const told = box.querySelector("[data-counts]");
  const counts = JSON.parse(told.dataset.counts);
  const rows = [...document.getElementById(box.dataset.narrows).children];
  // Whoever types "saasto" means "Säästö".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const named = rows.map((row) => plain(`${row.querySelector("bdi").textContent} ${row.querySelector("button").value}`));
  const narrow = () => {
    const words = plain(field.value).split(/\s+/).filter((word) => word !== "");
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => named[at].includes(word));
    });
    told.textContent = words.length === 0 ? "" : counts[rows.filter((row) => !row.hidden).length];
  };
  box.hidden = false;
  field.addEventListener("input", narrow);
  // A browser that goes back may bring along what was typed before.
  window.addEventListener("pageshow", narrow);
}
