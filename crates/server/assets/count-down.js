// Shows how long a code still counts, second by second, and says when it is over. The page is whole without
// it: the time left is said in words.
for (const told of document.querySelectorAll("[data-counts-for]")) {
  const until = performance.now() + 1000 * Number(told.dataset.countsFor);
  // Whoever listens has heard the words, and is told again when there is something to be done.
  const clock = document.createElement("span");
  clock.setAttribute("aria-hidden", "true");
  clock.dir = "ltr";
  clock.className = "clock";
  told.append(" ", clock);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0) {
      clearInterval(ticking);
      told.setAttribute("role", "status");
      told.textContent = told.dataset.over;
    }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
