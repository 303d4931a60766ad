// The picture to draw areas on: by mouse and finger, and by keys where an area has the focus.
"use strict";

const stage = (() => {
  const ZOOMS = [1, 1.5, 2, 3, 4];
  const REACH = { mouse: 12, pen: 16, touch: 24 };
  const OVER = "rgb(12 20 17 / 92%)";
  const STRIPE = "rgb(12 20 17)";
  const STRIPES_ALONG = 48;
  const STEPS = {
    ArrowLeft: { x: -1, w: -1 }, ArrowRight: { x: 1, w: 1 }, ArrowUp: { y: -1, h: -1 }, ArrowDown: { y: 1, h: 1 },
  };

  const frame = document.getElementById("stage");
  const sheet = document.getElementById("stage-sheet");
  const canvas = document.getElementById("stage-picture");
  const layer = document.getElementById("stage-areas");
  const context = canvas.getContext("2d");

  let picture = null, veil = OVER, zoom = 0, chosen = 0, drag = null, waiting = 0, moves = false;

  // What is shown -----------------------------------------------------------------------------------------

  const paint = () => {
    waiting = 0;
    if (!picture) return;
    context.drawImage(picture, 0, 0);
    pictures.cover(context, picture, masks.now, veil);
  };

  const place = (button, area) => {
    const { left, top, width, height } = words.percents(area, masks.size);
    Object.assign(button.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    button.classList.toggle("chosen", area.id === chosen);
    button.setAttribute("aria-label", words.of("area", { n: masks.number(area.id), left, top, width, height }));
  };

  const buttonOf = (id) => layer.querySelector(`[data-area="${id}"]`);

  const made = ({ id }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "area" });
    button.dataset.area = id;
    button.setAttribute("aria-describedby", "area-keys");
    button.append(Object.assign(document.createElement("span"), { className: "grips", ariaHidden: "true" }));
    return button;
  };

  const redraw = () => {
    waiting ||= requestAnimationFrame(paint);
    const there = new Set(masks.now.areas.map(({ id }) => String(id)));
    for (const button of [...layer.children]) if (!there.has(button.dataset.area)) button.remove();
    for (const area of masks.now.areas) {
      const button = buttonOf(area.id) ?? layer.appendChild(made(area));
      place(button, area);
    }
  };

  // Faint, so that one finds the place, with stripes that hide it wholly: a screenshot of this is no masked copy.
  const veilFor = ({ width, height }) => {
    const step = Math.max(4, Math.round(Math.max(width, height) / STRIPES_ALONG));
    const tile = Object.assign(document.createElement("canvas"), { width: step, height: step });
    const pen = tile.getContext("2d");
    pen.fillStyle = OVER;
    pen.fillRect(0, 0, step, step);
    pen.strokeStyle = STRIPE;
    pen.lineWidth = step * 0.4;
    for (const by of [-step, 0, step]) {
      pen.beginPath();
      pen.moveTo(by - step, 2 * step);
      pen.lineTo(by + 2 * step, -step);
      pen.stroke();
    }
    return context.createPattern(tile, "repeat");
  };

  const show = (shown) => {
    picture = shown;
    veil = veilFor(picture);
    Object.assign(canvas, { width: picture.width, height: picture.height });
    sheet.style.setProperty("--shape", picture.width / picture.height);
    redraw();
  };

  const zoomed = (by) => {
    const next = Math.min(ZOOMS.length - 1, Math.max(0, zoom + by));
    const middle = (at, seen, whole) => (at + seen / 2) / whole;
    const [x, y] = [
      middle(frame.scrollLeft, frame.clientWidth, frame.scrollWidth), middle(frame.scrollTop, frame.clientHeight, frame.scrollHeight),
    ];
    zoom = next;
    sheet.style.setProperty("--zoom", ZOOMS[zoom]);
    frame.scrollTo(x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2);
    words.say("zoomed", { percent: ZOOMS[zoom] * 100 });
    return { least: zoom === 0, most: zoom === ZOOMS.length - 1 };
  };

  const scale = () => masks.size.width / canvas.getBoundingClientRect().width;

  const pointOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (at, most) => Math.min(Math.max(0, at * scale()), most);
    return { x: within(event.clientX - box.left, masks.size.width), y: within(event.clientY - box.top, masks.size.height) };
  };

  // What is under a pointer: an edge or corner of the chosen area, an area, or nothing -------------------------

  const edgesOf = (area, { x, y }, reach) => {
    const near = (at, edge, room) => Math.abs(at - edge) <= Math.min(reach, room / 3 + reach / 2);
    if (x < area.x - reach || x > area.x + area.w + reach || y < area.y - reach || y > area.y + area.h + reach) return "";
    const across = near(x, area.x + area.w, area.w) ? "e" : near(x, area.x, area.w) ? "w" : "";
    const along = near(y, area.y + area.h, area.h) ? "s" : near(y, area.y, area.h) ? "n" : "";
    return along + across;
  };

  const holds = (area, { x, y }) => x >= area.x && x <= area.x + area.w && y >= area.y && y <= area.y + area.h;

  const found = (event) => {
    const point = pointOf(event), reach = (REACH[event.pointerType] ?? REACH.mouse) * scale();
    const first = masks.of(chosen);
    const edges = first ? edgesOf(first, point, reach) : "";
    if (edges) return { kind: "size", area: first, edges, point };
    const area = [...masks.now.areas].reverse().find((one) => holds(one, point));
    return area ? { kind: "move", area, point } : { kind: "draw", point };
  };

  const CURSORS = { n: "ns", s: "ns", e: "ew", w: "ew", nw: "nwse", se: "nwse", ne: "nesw", sw: "nesw" };
  const point = (event) => {
    const { kind, edges } = found(event);
    layer.style.cursor = moves ? "grab" : kind === "size" ? `${CURSORS[edges]}-resize` : kind === "move" ? "move" : "crosshair";
  };

  const between = (one, other) => ({
    x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), w: Math.abs(one.x - other.x), h: Math.abs(one.y - other.y),
  });

  const sized = ({ x, y, w, h, id }, edges, { x: right, y: down }) => {
    const corner = { x: edges.includes("w") ? x + w : x, y: edges.includes("n") ? y + h : y };
    const to = {
      x: edges.includes("w") ? x + right : edges.includes("e") ? x + w + right : x + w,
      y: edges.includes("n") ? y + down : edges.includes("s") ? y + h + down : y + h,
    };
    return { id, ...between(corner, to) };
  };

  // By mouse and finger ------------------------------------------------------------------------------------

  const choose = (id, { focus = false } = {}) => {
    chosen = id;
    redraw();
    if (focus) buttonOf(id)?.focus({ preventScroll: true });
  };

  const pressed = (event) => {
    if (!event.isPrimary || event.button !== 0 || !picture) return;
    event.preventDefault();
    layer.setPointerCapture(event.pointerId);
    drag = moves ? { kind: "scroll", left: frame.scrollLeft + event.clientX, top: frame.scrollTop + event.clientY } : found(event);
    if (drag.area) choose(drag.area.id);
  };

  const dragged = (event) => {
    if (!drag) {
      point(event);
      return;
    }
    if (drag.kind === "scroll") {
      frame.scrollTo(drag.left - event.clientX, drag.top - event.clientY);
      return;
    }
    const to = pointOf(event), by = { x: to.x - drag.point.x, y: to.y - drag.point.y };
    if (drag.kind === "draw") {
      const drawn = between(drag.point, to);
      if (!drag.id && Math.max(drawn.w, drawn.h) < 8 * scale()) return;
      chosen = drag.id ??= masks.named();
      masks.tried(masks.of(drag.id) ? masks.withMoved({ id: drag.id, ...drawn }) : masks.withNew({ id: drag.id, ...drawn }));
    } else if (drag.kind === "move") {
      masks.tried(masks.withMoved({ ...drag.area, x: drag.area.x + by.x, y: drag.area.y + by.y }));
    } else {
      masks.tried(masks.withMoved(sized(drag.area, drag.edges, by)));
    }
  };

  const released = () => {
    if (!drag) return;
    const { kind, area, id } = drag;
    drag = null;
    if (kind === "scroll") return;
    const changed = id ?? (masks.of(area?.id) !== area ? area?.id : 0);
    masks.keep();
    choose(id ?? area?.id ?? 0, { focus: true });
    if (changed) words.say(kind === "draw" ? "added" : "moved", told(changed));
  };

  const broken = () => {
    if (drag && drag.kind !== "scroll") masks.drop();
    drag = null;
  };

  // By keys -------------------------------------------------------------------------------------------------

  const told = (id) => ({ n: masks.number(id), ...words.percents(masks.of(id), masks.size) });

  const remove = (id) => {
    const n = masks.number(id);
    masks.change(masks.without(id));
    const next = masks.now.areas[Math.min(n, masks.now.areas.length) - 1];
    choose(next?.id ?? 0, { focus: Boolean(next) });
    if (!next) frame.focus();
    words.say("removed", { n, left: masks.now.areas.length });
  };

  const keyed = (event) => {
    const id = Number(event.target.dataset.area ?? 0), area = masks.of(id), step = STEPS[event.key];
    if (event.key === "Escape" && drag) broken();
    if (!event.ctrlKey && !event.metaKey && ["+", "=", "-"].includes(event.key)) {
      document.getElementById(event.key === "-" ? "zoom-out" : "zoom-in").click();
    } else if (area && event.key === "Enter") {
      document.getElementById(`area-${id}-left`).focus();
    } else if (area && ["Delete", "Backspace"].includes(event.key)) {
      remove(id);
    } else if (area && step && !event.ctrlKey && !event.metaKey) {
      // A key that is held goes on as one change.
      const by = Math.max(1, Math.round(masks.size.width / (event.altKey ? 500 : 100)));
      const { x = 0, y = 0, w = 0, h = 0 } = step;
      masks.tried(masks.withMoved(
        event.shiftKey ? { ...area, w: area.w + w * by, h: area.h + h * by } : { ...area, x: area.x + x * by, y: area.y + y * by },
      ));
    } else {
      return;
    }
    event.preventDefault();
  };

  const letGo = (event) => {
    const id = Number(event.target.dataset.area ?? 0);
    if (!STEPS[event.key] || !masks.of(id)) return;
    masks.keep();
    words.say("moved", told(id));
  };

  // An area in the middle of what is seen.
  const add = () => {
    const seen = scale(), box = canvas.getBoundingClientRect(), view = frame.getBoundingClientRect();
    const middle = {
      x: (view.left + frame.clientWidth / 2 - box.left) * seen, y: (view.top + frame.clientHeight / 2 - box.top) * seen,
    };
    const [w, h] = [Math.min(masks.size.width, frame.clientWidth * seen) / 3, Math.min(masks.size.height, frame.clientHeight * seen) / 6];
    const id = masks.named();
    masks.change(masks.withNew({ id, x: middle.x - w / 2, y: middle.y - h / 2, w, h }));
    choose(id, { focus: true });
    words.say("added", told(id));
  };

  layer.addEventListener("pointerdown", pressed);
  layer.addEventListener("pointermove", dragged);
  layer.addEventListener("pointerup", released);
  layer.addEventListener("pointercancel", broken);
  layer.addEventListener("focusin", (event) => choose(Number(event.target.dataset.area ?? 0)));
  frame.addEventListener("keydown", keyed);
  frame.addEventListener("keyup", letGo);
  masks.watch(redraw);

  return {
    show, add, remove, zoomed, told,
    scrolls: (on) => {
      moves = on;
      layer.classList.toggle("scrolls", on);
    },
    forget: () => {
      pictures.forget(canvas);
      picture = null;
      layer.replaceChildren();
    },
  };
})();
