// Counts the person who is being typed. Without script the count is shown once they are saved.
"use strict";

for (const form of document.querySelectorAll("form[data-count]")) {
  const shown = document.getElementById("count");
  let waiting, latest = 0;
  const ask = async () => {
    const typed = new URLSearchParams({ place: form.dataset.place });
    for (const name of ["csrfmiddlewaretoken", "name", "organisation", "email"]) {
      typed.append(name, form.elements[name].value);
    }
    const asked = ++latest;
    const answer = await fetch(form.dataset.count, { method: "POST", body: typed }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const count = await answer.text();
    // Read out only once it is another one.
    if (asked === latest && shown.textContent !== count) shown.textContent = count;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
}
