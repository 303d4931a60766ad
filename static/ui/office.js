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

// In the admin's own queue, behind the script that makes the pickers.
window.django?.jQuery(name);
document.addEventListener("formset:added", name);
