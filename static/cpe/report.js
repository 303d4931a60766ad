// Keeps the chosen activity in the address, so that its fields are there for the browser to fill in again when
// somebody comes back to the page; then asks what it counts for. Nothing else that is typed goes there.
"use strict";

const activity = document.getElementById("id_activity");
activity.addEventListener("change", () => {
  const address = new URL(location);
  address.searchParams.set("activity", activity.value);
  history.replaceState(history.state, "", address);
});
addEventListener("pageshow", () => {
  const [opened] = performance.getEntriesByType("navigation");
  if (opened?.type !== "navigate") activity.dispatchEvent(new Event("input", { bubbles: true }));
});
