// The areas as a list with numbers to type: the same as drawing, for keys and for exact places.
"use strict";

{
  const list = document.getElementById("areas");
  const none = document.getElementById("no-areas");
  const template = document.getElementById("area-row");
  const SIDES = { left: "x", top: "y", width: "w", height: "h" };

  const rowOf = (id) => list.querySelector(`[data-area="${id}"]`);

  const typed = (id, input) => {
    const whole = ["left", "width"].includes(input.dataset.side) ? masks.size.width : masks.size.height;
    const area = masks.of(id), number = input.valueAsNumber;
    if (Number.isNaN(number)) {
      words.say("no-number");
    } else {
      masks.change(masks.withMoved({ ...area, [SIDES[input.dataset.side]]: (number * whole) / 100 }));
      words.say("moved", stage.told(id));
    }
    fill(rowOf(id), masks.of(id));
  };

  const made = ({ id }) => {
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.area = id;
    for (const input of row.querySelectorAll("input")) {
      input.id = `area-${id}-${input.dataset.side}`;
      input.previousElementSibling.htmlFor = input.id;
      input.addEventListener("change", () => typed(id, input));
    }
    row.querySelector("button").addEventListener("click", () => {
      stage.remove(id);
      if (!masks.now.areas.length) document.getElementById("add-area").focus();
    });
    return row;
  };

  const fill = (row, area) => {
    const percents = words.percents(area, masks.size), name = words.of("area-name", { n: masks.number(area.id) });
    row.querySelector("legend").textContent = name;
    row.querySelector("button span").textContent = ` ${name}`;
    for (const input of row.querySelectorAll("input")) input.value = percents[input.dataset.side];
  };

  masks.watch(({ areas }) => {
    const there = new Set(areas.map(({ id }) => String(id)));
    for (const row of [...list.children]) if (!there.has(row.dataset.area)) row.remove();
    for (const area of areas) fill(rowOf(area.id) ?? list.appendChild(made(area)), area);
    none.hidden = areas.length > 0;
  });
}
