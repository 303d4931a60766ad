// Shows what the periods come to while one is being typed. Without script the sum is shown once the period is saved.
"use strict";

for (const form of document.querySelectorAll("form[data-sum]")) {
  const shown = document.getElementById("sum");
  let waiting, latest = 0;
  const ask = async () => {
    const typed = new FormData(form);
    typed.delete("csrfmiddlewaretoken");
    typed.append("place", form.dataset.place);
    const asked = ++latest;
    const answer = await fetch(`${form.dataset.sum}?${new URLSearchParams(typed)}`).catch(() => null);
    if (!answer?.ok || asked !== latest) return;
    const html = await answer.text();
    if (shown.innerHTML.trim() !== html.trim()) shown.innerHTML = html;
    document.getElementById("no-sum")?.toggleAttribute("hidden", html.trim() !== "");
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
}
