"use strict";
(() => {
  const data = JSON.parse(document.getElementById("tower-data").textContent);
  const all = (query, root = document) => Array.from(root.querySelectorAll(query));
  const svg = document.querySelector("figure svg");
  const figure = document.querySelector("figure");
  const off = new Set();

  function byAttribute(name, root) {
    const found = new Map();
    all(`[data-${name}]`, root).forEach((one) => {
      const key = Number(one.dataset[name]);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(one);
    });
    return (key) => found.get(key) || [];
  }
  const shapes = byAttribute("answer", svg);
  let pills = byAttribute("of", document);

  // The least fixpoint of a graph (Dowling and Gallier): fact -> wave, for the rules that `use` admits.
  function fixpoint(graph, own, use) {
    const wave = new Map();
    const users = new Map();
    const waits = graph.lines.map((line) => line[2]);
    const order = [];
    const learn = (fact, when) => {
      if (!wave.has(fact)) { wave.set(fact, when); order.push(fact); }
    };
    graph.lines.forEach((line, number) => {
      if (!use(line)) return;
      for (const fact of new Set(line[1])) {
        if (!users.has(fact)) users.set(fact, []);
        users.get(fact).push(number);
      }
    });
    for (const [fact, stone] of graph.leaves) {
      if (!off.has(stone === -1 ? own : stone)) learn(fact, 0);
    }
    graph.lines.forEach((line, number) => { if (use(line) && waits[number] <= 0) learn(line[0], 1); });
    for (let at = 0; at < order.length; at += 1) {
      const fact = order[at];
      for (const number of users.get(fact) || []) {
        const line = graph.lines[number];
        waits[number] -= line[1].filter((other) => other === fact).length;
        if (waits[number] <= 0) learn(line[0], wave.get(fact) + 1);
      }
    }
    return wave;
  }

  // What every answer is now: its verdict word, whether it still stands, and the wave that reached it.
  function judge() {
    const known = new Map();
    const run = (goal, name, use) => {
      const key = [goal.graph, goal.own && off.has(goal.own), name].join();
      if (!known.has(key)) known.set(key, fixpoint(data.graphs[goal.graph], goal.own, use));
      return known.get(key);
    };
    const now = new Map();
    for (const goal of data.goals) {
      const answer = data.answers[goal.answer];
      const whole = run(goal, "all", () => true);
      const exact = run(goal, "exact", (line) => line[3]);
      let word = "FALLS";
      if (exact.has(goal.fact)) word = "GUARANTEED";
      else if (whole.has(goal.fact)) word = "SUPPORTED";
      const left = answer.sets.map((set, index) => [set, goal.bare[index]]).filter(([set]) => !set.some((n) => off.has(n)));
      const assumed = left.length > 0 && left.every(([, bare]) => bare);
      if (word !== "FALLS" && !answer.more && assumed) word = "ASSUMED";
      now.set(goal.answer, { word, wave: whole.get(goal.fact), sets: left.map(([set]) => set) });
    }
    return now;
  }

  const tones = { GUARANTEED: "good", SUPPORTED: "partial", ASSUMED: "assumed", FALLS: "fallen" };

  function footing(word, sets) {
    const shown = sets.slice(0, 2).map((set) => set.join("·") || "{}").concat(sets.length > 2 ? ["…"] : []);
    return shown.length ? (word === "GUARANTEED" ? " IF " : " ON ") + shown.join(" or ") : "";
  }

  function show() {
    const now = judge();
    pills = byAttribute("of", document);
    let standing = 0;
    data.answers.forEach((answer, index) => {
      const state = now.get(index);
      const fell = Boolean(state) && state.word === "FALLS";
      const changed = Boolean(state) && state.word !== answer.word;
      if (state && !fell) standing += 1;
      shapes(index).forEach((shape) => shape.classList.toggle("fell", changed));
      pills(index).forEach((pill) => {
        const kind = `pill ${state ? (changed ? tones[state.word] : answer.tone) : answer.tone}`;
        const text = !state ? answer.text : fell ? `FALLS (was ${answer.text})` : changed ? state.word + footing(state.word, state.sets) : answer.text;
        if (pill.className !== kind) pill.className = kind;
        if (pill.textContent !== text) pill.textContent = text;
      });
    });
    all(".pill[data-sets]").forEach((pill) => {
      const fell = !JSON.parse(pill.dataset.sets).some((set) => !set.some((n) => off.has(n)));
      pill.dataset.text = pill.dataset.text || pill.textContent;
      pill.textContent = fell ? `FALLS (was ${pill.dataset.text})` : pill.dataset.text;
      pill.classList.toggle("fallen", fell);
    });
    const fallen = data.goals.length - standing;
    document.getElementById("counter").textContent = `${standing} of ${data.answers.length} claims stand`;
    const names = Array.from(off).sort((a, b) => a - b).join(", ");
    const verb = fallen === 1 ? "claim falls" : "claims fall";
    document.getElementById("headline").textContent = off.size
      ? (fallen ? `Without ${names}, ${fallen} ${verb}.` : `Without ${names} everything still stands.`) + (data.rest ? ` ${data.rest}` : "")
      : data.headline;
    return now;
  }

  // switches
  all(".stone").forEach((stone) => stone.addEventListener("click", () => {
    const number = Number(stone.dataset.stone);
    if (off.has(number)) off.delete(number); else off.add(number);
    stone.setAttribute("aria-checked", String(!off.has(number)));
    show();
  }));

  // the view: pan and zoom
  const home = svg.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, width: home.width, height: home.height };
  let view = { ...whole };
  function look() { svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`); }
  function zoom(factor, cx = view.x + view.width / 2, cy = view.y + view.height / 2) {
    const wanted = Math.min(Math.max(view.width * factor, 60), whole.width * 4) / view.width;
    view = { x: cx - (cx - view.x) * wanted, y: cy - (cy - view.y) * wanted, width: view.width * wanted, height: view.height * wanted };
    look();
  }
  function pan(dx, dy) { view.x += dx; view.y += dy; look(); }
  function point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  }
  figure.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...point(event));
  }, { passive: false });
  let from = null;
  figure.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY, false]; });
  figure.addEventListener("pointermove", (event) => {
    if (!from) return;
    const dx = event.clientX - from[0];
    const dy = event.clientY - from[1];
    if (!from[2] && Math.hypot(dx, dy) < 4) return;
    const scale = svg.getScreenCTM().a;
    pan(-dx / scale, -dy / scale);
    from = [event.clientX, event.clientY, true];
    figure.classList.add("drag");
  });
  const drop = () => { from = null; figure.classList.remove("drag"); };
  figure.addEventListener("pointerup", drop);
  figure.addEventListener("pointerleave", drop);
  figure.addEventListener("keydown", (event) => {
    const step = view.width / 12;
    const moves = {
      "+": () => zoom(1 / 1.2), "=": () => zoom(1 / 1.2), "-": () => zoom(1.2), "0": () => { view = { ...whole }; look(); },
      ArrowLeft: () => pan(-step, 0), ArrowRight: () => pan(step, 0), ArrowUp: () => pan(0, -step), ArrowDown: () => pan(0, step),
    };
    if (moves[event.key] && !event.ctrlKey && !event.metaKey) { event.preventDefault(); moves[event.key](); }
  });
  const click = (name, action) => document.getElementById(name).addEventListener("click", action);
  click("in", () => zoom(1 / 1.25));
  click("out", () => zoom(1.25));
  click("fit", () => { view = { ...whole }; look(); });

  // nodes: each opens what is known of it
  const nodes = all("g[data-key]", svg).filter((group) => data.nodes[group.dataset.key]);
  svg.setAttribute("role", "group");
  nodes.forEach((group) => {
    const node = data.nodes[group.dataset.key];
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", node.title);
    group.addEventListener("click", () => open(group.dataset.key));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(group.dataset.key); }
    });
  });
  const panel = document.getElementById("panel");
  function element(tag, text, kind) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }
  function open(key) {
    const node = data.nodes[key];
    reveal(element("h2", node.name), () => focusOn(key));
    node.captions.forEach((caption) => panel.append(element("p", caption, "small")));
    node.answers.forEach((index) => panel.append(told(index)));
    node.breaks.forEach((index) => panel.append(broken(index)));
    if (!node.answers.length && !node.breaks.length) panel.append(element("p", "Nothing is claimed of it, and nothing breaks here."));
    show();
  }
  function reveal(title, back) {
    const close = element("button", "back");
    close.addEventListener("click", () => { panel.hidden = true; document.getElementById("cards").hidden = false; back(); });
    panel.replaceChildren(close, title);
    panel.hidden = false;
    document.getElementById("cards").hidden = true;
    panel.focus();
  }
  all("button.why").forEach((button) => button.addEventListener("click", () => {
    reveal(element("h2", button.textContent), () => button.focus());
    panel.append(told(Number(button.dataset.why)));
    show();
    panel.scrollIntoView({ block: "nearest" });
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) panel.querySelector("button").click();
  });
  function focusOn(key) { const group = nodes.find((one) => one.dataset.key === key); if (group) group.focus(); }
  function told(index) {
    const answer = data.answers[index];
    const part = element("section", undefined, "card");
    part.append(element("h3", `${answer.claim}, asked by ${answer.asker}`));
    const pill = element("span", answer.text, `pill ${answer.tone}`);
    pill.dataset.of = String(index);
    part.append(pill);
    answer.sets.forEach((set) => part.append(element("p", set.length ? `on ${set.map((n) => `${n} (${data.stones[n - 1].words})`).join(", ")}` : "on nothing")));
    [...answer.conditions, answer.note].filter(Boolean).forEach((text) => part.append(element("p", text)));
    if (answer.why.length) {
      part.append(element("h3", "why"));
      const list = element("ol");
      answer.why.forEach(([text, rule, premises]) => {
        const item = element("li", text);
        item.append(element("span", ` ${rule}${premises.length ? `, from ${premises.map((n) => n + 1).join(", ")}` : ""}`, "rule"));
        list.append(item);
      });
      part.append(list);
    }
    if (answer.world) {
      part.append(element("h3", "why not"), element("p", answer.world));
      const drawn = new DOMParser().parseFromString(answer.worlds, "image/svg+xml").documentElement;
      part.append(document.importNode(drawn, true));
    }
    return part;
  }
  function broken(index) {
    const found = data.breaks[index];
    const part = element("section", undefined, "card");
    part.append(element("h3", `${found.code} ${found.kind}`), element("p", found.reason));
    if (found.loeb) part.append(element("p", found.loeb, "rule"));
    if (found.repairs.length) {
      part.append(element("h3", "what lifts it"));
      const list = element("ul");
      found.repairs.forEach((text) => list.append(element("li", text)));
      part.append(list);
    }
    return part;
  }

  // search: Enter goes to the next hit
  const search = document.getElementById("search");
  let hits = [];
  let at = -1;
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    hits = wanted ? nodes.filter((group) => data.nodes[group.dataset.key].title.toLowerCase().includes(wanted)) : [];
    at = -1;
    nodes.forEach((group) => { group.classList.toggle("found", hits.includes(group)); group.classList.toggle("dim", Boolean(wanted) && !hits.includes(group)); });
    document.getElementById("hits").textContent = wanted ? `${hits.length} found` : "";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { search.value = ""; search.dispatchEvent(new Event("input")); }
    if (event.key !== "Enter" || !hits.length) return;
    at = (at + 1) % hits.length;
    const box = hits[at].getBBox();
    view.x = box.x + box.width / 2 - view.width / 2;
    view.y = box.y + box.height / 2 - view.height / 2;
    look();
  });

  // steps: the verdicts in the order in which propagation reaches them
  let step = null;
  click("step", () => {
    const now = show();
    const last = Math.max(0, ...Array.from(now.values(), (state) => state.wave || 0));
    step = step === null ? 0 : step + 1;
    if (step > last) step = null;
    data.answers.forEach((answer, index) => {
      const state = now.get(index);
      const hidden = step !== null && (!state || state.wave === undefined || state.wave > step);
      shapes(index).forEach((shape) => shape.classList.toggle("gone", hidden));
    });
    document.getElementById("wave").textContent = step === null ? "" : `step ${step} of ${last}`;
  });

  // swap: human and machine change names, and nothing else changes
  let swapped = false;
  click("swap", () => {
    swapped = !swapped;
    nodes.forEach((group) => {
      const node = data.nodes[group.dataset.key];
      if (!node.inner) return;
      const [name, ...more] = all('[data-part="name"]', group);
      more.forEach((text) => text.classList.toggle("gone", swapped));
      if (name.dataset.outer === undefined) name.dataset.outer = name.textContent;
      name.textContent = swapped ? node.inner : name.dataset.outer;
      group.classList.toggle("ringed", swapped && Boolean(node.glyph));
      all("circle", group).forEach((ring) => ring.remove());
      if (swapped && node.glyph) {
        const box = group.querySelector("rect:not(.ring)").getBBox();
        const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
        Object.entries({ cx: box.x + box.width - 14, cy: box.y, r: 16 }).forEach(([key, value]) => ring.setAttribute(key, value));
        group.append(ring);
      }
    });
    document.getElementById("swap").setAttribute("aria-pressed", String(swapped));
    document.getElementById("wave").textContent = swapped ? "every verdict is the same; ringed: what did not swap" : "";
  });

  // only what breaks
  click("focus", () => {
    const on = document.getElementById("focus").getAttribute("aria-pressed") !== "true";
    document.getElementById("focus").setAttribute("aria-pressed", String(on));
    nodes.forEach((group) => group.classList.toggle("dim", on && !data.nodes[group.dataset.key].breaks.length));
  });

  // copies
  document.getElementById("copy").addEventListener("change", async (event) => {
    const kind = event.target.value;
    event.target.value = "";
    const text = kind === "svg" ? new XMLSerializer().serializeToString(svg) : data.copies[kind];
    try {
      await navigator.clipboard.writeText(text);
      document.getElementById("wave").textContent = `copied as ${kind}`;
    } catch (_) {
      panel.replaceChildren(element("h2", `copy as ${kind}`), Object.assign(element("textarea"), { value: text, rows: 16, cols: 40 }));
      panel.hidden = false;
    }
  });

  show();
})();
