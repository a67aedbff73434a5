// Lets people look at the password they type. The page is whole without it: the buttons are born hidden.
for (const button of document.querySelectorAll("button[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals);
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    turn(field.type === "password");
    field.focus();
  });
  // Browsers remember what is typed into a text field, so it is a password again before it is sent.
  field.form.addEventListener("submit", () => turn(false));
}
