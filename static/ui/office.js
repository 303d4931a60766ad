// Gives the search-as-you-type pickers of the back office the name of their field, which they come without.
"use strict";

const name = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0]?.textContent.trim();
    const picker = select.nextElementSibling;
    if (!label || !picker) continue;
    for (const part of picker.querySelectorAll('[role="combobox"], [role="textbox"]')) {
      part.setAttribute("aria-label", label);
    }
  }
};

window.addEventListener("load", name);
document.addEventListener("formset:added", name);
