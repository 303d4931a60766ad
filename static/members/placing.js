// Counts what is chosen on the page of money that waits, while somebody chooses; without it the page says what it began with.
"use strict";

const told = document.querySelector(".chosen");
const part = (name) => told.querySelector(`[data-told="${name}"]`);

const count = () => {
  const boxes = [...told.closest("form").querySelectorAll("input[data-booked]:checked")];
  const cents = boxes.reduce((sum, box) => sum + Math.round(Number(box.dataset.booked) * 100), 0);
  part("lines").textContent = String(boxes.length);
  part("booked").textContent = (cents / 100).toFixed(2);
  part("before").hidden = true;
  part("now").hidden = false;
};

if (told) {
  told.closest("form").addEventListener("change", count);
  // A browser that goes back keeps what was chosen.
  window.addEventListener("pageshow", count);
}
