// Pictures in the memory of this page alone: opened, turned, covered, and made into the file that is sent.
// A refusal carries the key of its sentence.
"use strict";

const pictures = (() => {
  const LONGEST = 2400;
  const MARK_TURNED = -Math.PI / 9;

  class Refused extends Error {}

  const canvasOf = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

  const begins = async (file, length) => String.fromCharCode(...new Uint8Array(await file.slice(0, length).arrayBuffer()));

  // Upright as the camera held it, at most 2 400 points long.
  const open = async (file) => {
    const first = await begins(file, 1024);
    if (first.includes("%PDF-")) throw new Refused("pdf");
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      throw new Refused(/^.{4}ftyp(hei|hev|mif|msf)/s.test(first) ? "heic" : "no-picture");
    }
    const smaller = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = canvasOf(Math.max(1, Math.round(bitmap.width * smaller)), Math.max(1, Math.round(bitmap.height * smaller)));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    // What is behind transparent points is never seen, and is not to be sent either.
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  };

  const quarter = (picture) => {
    const canvas = canvasOf(picture.height, picture.width);
    const context = canvas.getContext("2d");
    context.translate(canvas.width, 0);
    context.rotate(Math.PI / 2);
    context.drawImage(picture, 0, 0);
    return canvas;
  };

  const turned = (picture, quarters) => {
    for (let turn = 0; turn < quarters % 4; turn += 1) picture = quarter(picture);
    return picture;
  };

  const stamp = (context, words) => {
    const { width, height } = context.canvas;
    const size = Math.max(13, Math.round(Math.max(width, height) / 64));
    const reach = Math.hypot(width, height) / 2;
    context.save();
    context.translate(width / 2, height / 2);
    context.rotate(MARK_TURNED);
    context.font = `600 ${size}px sans-serif`;
    context.lineWidth = size / 6;
    context.lineJoin = "round";
    context.strokeStyle = "rgb(255 255 255 / 40%)";
    context.fillStyle = "rgb(20 60 70 / 50%)";
    const step = context.measureText(words).width + size * 2;
    for (let y = -reach, row = 0; y <= reach; y += size * 4.5, row += 1) {
      for (let x = -reach - (row % 3) * step / 3; x <= reach; x += step) {
        context.strokeText(words, x, y);
        context.fillText(words, x, y);
      }
    }
    context.restore();
  };

  // Whole points: an area that is shown never shows a part of a point that it does not hold, a cover always hides it.
  const within = ({ x, y, w, h }) => {
    const [left, top] = [Math.ceil(x), Math.ceil(y)];
    return [left, top, Math.floor(x + w) - left, Math.floor(y + h) - top];
  };
  const around = ({ x, y, w, h }) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    return [left, top, Math.ceil(x + w) - left, Math.ceil(y + h) - top];
  };

  // Paints what is covered over the picture: solid, or thin while somebody looks for the place.
  const cover = (context, picture, { way, areas }, paint) => {
    context.fillStyle = paint;
    if (way === "show") {
      for (const area of areas) context.fillRect(...around(area));
      return;
    }
    context.fillRect(0, 0, picture.width, picture.height);
    for (const area of areas.map(within).filter(([, , w, h]) => w > 0 && h > 0)) context.drawImage(picture, ...area, ...area);
  };

  const flat = (picture, masks, { words, paint }) => {
    const marked = canvasOf(picture.width, picture.height);
    const below = marked.getContext("2d");
    below.drawImage(picture, 0, 0);
    stamp(below, words);
    const canvas = canvasOf(picture.width, picture.height);
    const context = canvas.getContext("2d");
    if (masks.way === "show") context.drawImage(marked, 0, 0);
    cover(context, marked, masks, paint);
    forget(marked);
    return canvas;
  };

  const file = async (picture, masks, how) => {
    const canvas = flat(picture, masks, how);
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
    forget(canvas);
    if (!made) throw new Refused("not-made");
    return made;
  };

  // Shows a file, not the picture it was made of.
  const show = async (made, canvas) => {
    const bitmap = await createImageBitmap(made);
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  };

  const forget = (...canvases) => {
    for (const canvas of canvases) if (canvas) Object.assign(canvas, { width: 0, height: 0 });
  };

  return { Refused, open, turned, cover, file, show, forget };
})();
