// Says in words that a passkey was not used; the sign-in library's script only tells the console.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey-told");
  if (!told) return;
  told.hidden = false;
  told.focus();
});
