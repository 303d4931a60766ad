// The copy of an identity document: covered on this device, looked at as it will be sent, and only then sent.
// The picture that was chosen is in no form and in no storage: whoever leaves the page has lost it, and nobody else has it.
"use strict";

{
  const SOLID = "rgb(20 32 27)";
  const part = (id) => document.getElementById(id);
  const tool = part("masking"), form = part("masked-before"), original = part("original");
  const steps = { choose: part("choosing"), mask: part("mask"), look: part("look") };
  const shown = part("sent-picture"), send = part("send");

  const PATIENCE = 180_000;

  let base = null, picture = null, turns = 0, made = null, sending = false, sent = false;

  const showFault = (place, sentence) => {
    place.textContent = sentence;
    place.hidden = !sentence;
    if (sentence) place.focus();
  };

  const notMade = () => {
    made = null;
    steps.look.hidden = true;
    part("show-what").classList.remove("secondary");
    pictures.forget(shown);
    showFault(part("not-sent"), "");
  };

  // A picture that is on its way cannot be called back; so nothing else can be done until its answer is there.
  const locked = (on) => {
    sending = on;
    for (const step of [steps.choose, steps.mask]) step.inert = on;
    for (const button of [send, part("change-more")]) button.setAttribute("aria-disabled", String(on));
    part("sending").textContent = on ? words.of("sending") : "";
  };

  const forget = () => {
    locked(false);
    notMade();
    pictures.forget(base, picture);
    stage.forget();
    base = picture = null;
    steps.mask.hidden = true;
    part("opened").textContent = "";
    part("choose").textContent = words.of("choose");
    masks.begin(1, 1);
  };

  // The picture -------------------------------------------------------------------------------------------

  const open = async (file) => {
    if (!file || sending) return;
    showFault(part("original-error"), "");
    let opened;
    try {
      opened = await pictures.open(file);
    } catch (refusal) {
      showFault(part("original-error"), words.of(refusal instanceof pictures.Refused ? refusal.message : "no-picture"));
      return;
    }
    forget();
    [base, picture, turns] = [opened, opened, 0];
    masks.begin(base.width, base.height);
    part("cover-all").checked = true;
    stage.show(picture);
    steps.mask.hidden = false;
    part("opened").textContent = words.of("opened-name", { name: file.name });
    part("choose").textContent = words.of("choose-another");
    part("mask-title").focus();
    words.say("opened");
  };

  const chosen = () => {
    const [file] = original.files;
    // It stays in this page's memory alone.
    original.value = "";
    return open(file);
  };

  const dropped = (event) => {
    event.preventDefault();
    if (event.type === "drop") open(event.dataTransfer.files[0]);
  };

  const turned = (now) => {
    if (!base || turns === now.turns) return;
    if (picture !== base) pictures.forget(picture);
    turns = now.turns;
    picture = pictures.turned(base, turns);
    stage.show(picture);
  };

  masks.watch((now) => {
    turned(now);
    if (made && !sending) notMade();
    part("cover-all").checked = now.way === "cover";
    part("show-all").checked = now.way === "show";
    part("add-area").textContent = words.of(now.way === "cover" ? "uncover-more" : "cover-more");
    part("undo").setAttribute("aria-disabled", String(!masks.undoable));
    part("redo").setAttribute("aria-disabled", String(!masks.redoable));
    part("nothing").hidden = true;
  });

  const back = (how) => {
    const done = masks[how]();
    words.say(done ? `${how}-done` : "nothing-to-do", { n: masks.now.areas.length });
    // The area that had the focus may be gone.
    if (document.activeElement === document.body) part("stage").focus();
  };

  const zoom = (by) => {
    const { least, most } = stage.zoomed(by);
    part("zoom-out").setAttribute("aria-disabled", String(least));
    part("zoom-in").setAttribute("aria-disabled", String(most));
  };

  // What is sent ------------------------------------------------------------------------------------------

  const nothing = () => masks.now.way === "cover" && !masks.now.areas.length;

  const look = async () => {
    masks.keep();
    if (nothing()) {
      showFault(part("nothing"), words.of("all-covered"));
      return;
    }
    try {
      made = await pictures.file(picture, masks.now, { words: tool.dataset.mark, paint: SOLID });
      await pictures.show(made, shown);
    } catch {
      notMade();
      showFault(part("nothing"), words.of("not-made"));
      return;
    }
    const facts = { width: shown.width, height: shown.height, size: Math.max(1, Math.round(made.size / 1024)) };
    part("sent-facts").textContent = words.of("sent-facts", facts);
    part("all-shown").hidden = masks.now.way === "cover" || masks.now.areas.length > 0;
    steps.look.hidden = false;
    part("show-what").classList.add("secondary");
    part("look-title").focus();
  };

  // The page is asked for its token again: who was signed out and in again meanwhile sends without choosing anew.
  const token = async () => {
    const page = await fetch(form.action, { headers: { Accept: "text/html" } });
    if (page.redirected) return null;
    const read = new DOMParser().parseFromString(await page.text(), "text/html");
    return read.querySelector("#masked-before [name=csrfmiddlewaretoken]")?.value ?? null;
  };

  const answered = async (picture) => {
    const key = await token();
    if (!key) return { refused: words.of("signed-out") };
    const body = new FormData();
    body.append("csrfmiddlewaretoken", key);
    body.append("picture", picture, "copy.jpg");
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status >= 500) return { refused: words.of("our-fault") };
    return answer.ok && !answer.redirected ? answer.json() : { refused: words.of("not-arrived") };
  };

  const hand = async () => {
    if (!made || sending) return;
    showFault(part("not-sent"), "");
    locked(true);
    const { url, refused } = await answered(made).catch(({ name }) => ({
      refused: words.of(name === "TimeoutError" ? "no-answer" : "not-arrived"),
    }));
    if (url) {
      sent = true;
      location.assign(url);
      return;
    }
    locked(false);
    showFault(part("not-sent"), refused);
  };

  const changeMore = () => {
    if (sending) return;
    notMade();
    part("mask-title").focus();
  };

  // --------------------------------------------------------------------------------------------------------

  part("choose").addEventListener("click", () => original.click());
  original.addEventListener("change", chosen);
  for (const kind of ["dragover", "drop"]) steps.choose.addEventListener(kind, dropped);
  part("cover-all").addEventListener("change", () => { masks.cover("cover"); words.say("now-covered"); });
  part("show-all").addEventListener("change", () => { masks.cover("show"); words.say("now-shown"); });
  part("add-area").addEventListener("click", stage.add);
  part("undo").addEventListener("click", () => back("undo"));
  part("redo").addEventListener("click", () => back("redo"));
  part("turn").addEventListener("click", () => { masks.turn(); words.say("turned"); });
  part("zoom-in").addEventListener("click", () => zoom(1));
  part("zoom-out").addEventListener("click", () => zoom(-1));
  part("scrolls").addEventListener("click", ({ currentTarget }) => {
    const on = currentTarget.getAttribute("aria-pressed") !== "true";
    currentTarget.setAttribute("aria-pressed", String(on));
    stage.scrolls(on);
  });
  part("show-what").addEventListener("click", look);
  part("change-more").addEventListener("click", changeMore);
  send.addEventListener("click", hand);
  steps.mask.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=number]")) return;
    const how = { z: event.shiftKey ? "redo" : "undo", Z: "redo", y: "redo" }[event.key];
    if (!how) return;
    event.preventDefault();
    back(how);
  });
  addEventListener("beforeunload", (event) => { if (base && !sent) event.preventDefault(); });
  addEventListener("pagehide", forget);

  form.hidden = true;
  tool.hidden = false;
}
