// Keeps the chosen activity in the address, so that its fields are there for the browser to fill in again when
// somebody comes back to the page; then asks what it counts for. Nothing else that is typed goes there.
// Empties an amount when an activity of another unit is chosen.
"use strict";

const activity = document.getElementById("id_activity");
const unit = () => activity.selectedOptions[0]?.dataset.unit;
let counted = unit();
addEventListener("pageshow", () => { counted = unit(); });
activity.addEventListener("change", () => {
  if (counted && unit() && counted !== unit()) document.getElementById("id_amount").value = "";
  counted = unit() ?? counted;
  const address = new URL(location);
  address.searchParams.set("activity", activity.value);
  history.replaceState(history.state, "", address);
});
addEventListener("pageshow", () => {
  const [opened] = performance.getEntriesByType("navigation");
  if (opened?.type !== "navigate") activity.dispatchEvent(new Event("input", { bubbles: true }));
});
