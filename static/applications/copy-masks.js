// What is covered: one way, quarter turns, and areas in points of the picture as it is turned; with undo and redo.
// A change that goes on, such as a drag, is tried until it is kept or dropped.
"use strict";

const masks = (() => {
  const LEAST = 6;
  const START = { way: "cover", turns: 0, areas: [] };

  let size = { width: 1, height: 1 };
  let now = START, past = [], future = [], before = null, named = 0;
  const watchers = [];

  const told = () => { for (const watcher of watchers) watcher(now); };

  const fit = ({ x, y, w, h, ...more }) => {
    const width = Math.min(size.width, Math.max(LEAST, w));
    const height = Math.min(size.height, Math.max(LEAST, h));
    const within = (place, room) => Math.min(Math.max(0, place), Math.max(0, room));
    return { ...more, x: within(x, size.width - width), y: within(y, size.height - height), w: width, h: height };
  };

  const begin = (width, height) => {
    size = { width, height };
    [now, past, future, before] = [START, [], [], null];
    told();
  };

  const tried = (next) => {
    before ??= now;
    now = { ...now, ...next };
    told();
  };
  const keep = () => {
    if (!before) return;
    past.push(before);
    [before, future] = [null, []];
    told();
  };
  const drop = () => {
    if (!before) return;
    [now, before] = [before, null];
    told();
  };
  const change = (next) => {
    keep();
    tried(next);
    keep();
  };

  const step = (from, to) => {
    keep();
    if (!from.length) return false;
    to.push(now);
    const next = from.pop();
    if ((next.turns + now.turns) % 2) size = { width: size.height, height: size.width };
    now = next;
    told();
    return true;
  };

  const turn = () => {
    const { height } = size;
    size = { width: size.height, height: size.width };
    const areas = now.areas.map(({ x, y, w, h, id }) => ({ id, x: height - y - h, y: x, w: h, h: w }));
    change({ turns: (now.turns + 1) % 4, areas });
  };

  return {
    LEAST,
    begin, change, tried, keep, drop, turn, fit,
    watch: (watcher) => watchers.push(watcher),
    get now() { return now; },
    get size() { return size; },
    get undoable() { return past.length > 0; },
    get redoable() { return future.length > 0; },
    undo: () => step(past, future),
    redo: () => step(future, past),
    cover: (way) => change({ way, areas: [] }),
    of: (id) => now.areas.find((area) => area.id === id),
    number: (id) => now.areas.findIndex((area) => area.id === id) + 1,
    named: () => (named += 1),
    withNew: (area) => ({ areas: [...now.areas, fit(area)] }),
    withMoved: (moved) => ({ areas: now.areas.map((area) => (area.id === moved.id ? fit(moved) : area)) }),
    without: (id) => ({ areas: now.areas.filter((area) => area.id !== id) }),
  };
})();
