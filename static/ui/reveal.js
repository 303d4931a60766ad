// Shows and hides a password while it is typed. Without script the button stays hidden and nothing is lost.
"use strict";

for (const button of document.querySelectorAll(".reveal")) {
  const input = document.getElementById(button.dataset.input);
  if (!input) continue;
  button.hidden = false;
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.firstElementChild.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // What is sent is a password again, so that no browser keeps it as ordinary text.
  input.form?.addEventListener("submit", () => show(false));
}
