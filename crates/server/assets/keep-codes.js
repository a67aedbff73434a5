// Copies and prints the codes of the page. It is whole without: they can be read and saved, and the buttons are
// born hidden.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const codes = document.getElementById(button.dataset.copies).querySelectorAll("code");
    await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join("\n"));
    document.getElementById("copied").textContent = button.dataset.copied;
  });
}
for (const button of document.querySelectorAll("button[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
