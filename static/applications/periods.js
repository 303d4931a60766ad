// Shows what the periods come to while one is being typed. Without script the sum is shown once the period is saved.
"use strict";

for (const form of document.querySelectorAll("form[data-sum]")) {
  const shown = document.getElementById("sum");
  const told = document.getElementById("sum-told");
  let waiting, latest = 0;
  const ask = async () => {
    const typed = new FormData(form);
    typed.append("place", form.dataset.place);
    const asked = ++latest;
    const answer = await fetch(form.dataset.sum, { method: "POST", body: new URLSearchParams(typed) }).catch(() => null);
    if (!answer?.ok || asked !== latest) return;
    const html = await answer.text();
    shown.innerHTML = html;
    // Only the sum is read out, and only once it is another one.
    const sum = shown.querySelector(".together span")?.textContent.trim() ?? "";
    if (told.textContent !== sum) told.textContent = sum;
    document.getElementById("no-sum")?.toggleAttribute("hidden", html.trim() !== "");
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
}
