// The areas as a list with numbers to type: the same as drawing, for keys and for exact places.
"use strict";

{
  const list = document.getElementById("areas");
  const none = document.getElementById("no-areas");
  const template = document.getElementById("area-row");
  const SIDES = { left: "x", top: "y", width: "w", height: "h" };

  // Numbers are shown to a tenth; what the picture has no room for is told, not changed in silence.
  const NEAR = 0.06;

  const rowOf = (id) => list.querySelector(`[data-area="${id}"]`);

  const showFault = (row, key, facts) => {
    const place = row.querySelector(".field-error");
    place.hidden = !key;
    place.textContent = key ? words.of(key, facts) : "";
  };

  const typed = (id, input) => {
    const { side } = input.dataset, row = rowOf(id);
    const whole = ["left", "width"].includes(side) ? masks.size.width : masks.size.height;
    const area = masks.of(id), number = input.valueAsNumber;
    if (Number.isNaN(number)) {
      fill(row, area);
      showFault(row, "no-number");
      words.say("no-number");
      return;
    }
    masks.change(masks.withMoved({ ...area, [SIDES[side]]: (number * whole) / 100 }));
    const told = stage.told(id);
    fill(row, masks.of(id));
    if (Math.abs(told[side] - number) > NEAR) {
      const facts = { number, possible: told[side] };
      showFault(row, "no-room", facts);
      words.say("no-room", facts);
    } else {
      words.say("moved", told);
    }
  };

  const made = ({ id }) => {
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.area = id;
    row.querySelector(".field-error").id = `area-${id}-fault`;
    for (const input of row.querySelectorAll("input")) {
      input.setAttribute("aria-describedby", `area-${id}-fault`);
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
    showFault(row, "");
  };

  masks.watch(({ areas }) => {
    const there = new Set(areas.map(({ id }) => String(id)));
    for (const row of [...list.children]) if (!there.has(row.dataset.area)) row.remove();
    for (const area of areas) fill(rowOf(area.id) ?? list.appendChild(made(area)), area);
    none.hidden = areas.length > 0;
  });
}
