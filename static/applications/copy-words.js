// The sentences of the page, and the one place that is read out.
"use strict";

const words = (() => {
  const sentences = JSON.parse(document.getElementById("masking-words").textContent);
  const place = document.getElementById("said");

  const of = (key, facts = {}) =>
    Object.entries(facts).reduce((text, [name, fact]) => text.replaceAll(`{${name}}`, fact), sentences[key]);

  // The same sentence twice is read out twice.
  const say = (key, facts) => {
    const sentence = of(key, facts);
    place.textContent = place.textContent === sentence ? `${sentence}\u00a0` : sentence;
  };

  const tenth = (part, whole) => Math.round((part * 1000) / whole) / 10;
  const percents = ({ x, y, w, h }, { width, height }) => ({
    left: tenth(x, width), top: tenth(y, height), width: tenth(w, width), height: tenth(h, height),
  });

  return { of, say, percents };
})();
