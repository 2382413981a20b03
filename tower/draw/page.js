"use strict";
(() => {
  const data = JSON.parse(document.getElementById("tower-data").textContent);
  const all = (query, root = document) => Array.from(root.querySelectorAll(query));
  const svg = document.querySelector("figure svg");
  const figure = document.querySelector("figure");
  const search = document.getElementById("search");
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

  // What every answer is now: its verdict word, whether it still stands, and the wave that reached it.
  function judge() {
    const known = new Map();
    const run = (goal, name, use) => {
      const key = [goal.graph, goal.own && off.has(goal.own), name].join();
      if (!known.has(key)) known.set(key, fixpoint(data.graphs[goal.graph], goal.own, off, use));
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
    groups.forEach(([group, answers]) => {
      const fallen = answers.filter((index) => now.has(index) && now.get(index).word !== data.answers[index].word).length;
      badge(group, "fallen", fallen ? `${fallen} fall` : "");
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
    if (event.target.closest("input")) return;
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
  const groupOf = new Map(nodes.map((group) => [group.dataset.key, group]));
  svg.setAttribute("role", "group");
  nodes.forEach((group) => {
    const key = group.dataset.key;
    pressable(group, "button", data.nodes[key].title, () => open(key));
    group.addEventListener("keydown", (event) => { if (event.key === "c") fold(key); });
    group.addEventListener("focus", () => keepInView(group));
  });
  const wires = all("g.g-builds, g.g-checks, g.g-trusts, g.g-enacts, g.g-break", svg);
  wires.forEach((group, index) => {
    const [, , breaks] = data.wires[index];
    if (breaks.length) pressable(group, "link", group.querySelector("title").textContent, () => { location.hash = `break-${breaks[0] + 1}`; });
  });
  function pressable(group, role, label, action) {
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", role);
    group.setAttribute("aria-label", label);
    group.addEventListener("click", action);
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); action(); }
    });
  }
  function inView(box) {
    return box.x >= view.x && box.y >= view.y && box.x + box.width <= view.x + view.width && box.y + box.height <= view.y + view.height;
  }
  function keepInView(group) {
    if (group.matches(":focus-visible") && !inView(group.getBBox())) centre([group.getBBox()]);
  }
  function centre(boxes) {
    const left = Math.min(...boxes.map((box) => box.x));
    const top = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const low = Math.max(...boxes.map((box) => box.y + box.height));
    const grow = Math.max(1, (right - left + 40) / view.width, (low - top + 40) / view.height);
    view.width *= grow;
    view.height *= grow;
    view.x = (left + right - view.width) / 2;
    view.y = (top + low - view.height) / 2;
    look();
  }
  function badge(group, kind, text) {
    const old = group.querySelector(`.badge-${kind}`);
    if (old) old.remove();
    if (!text) return;
    const box = group.querySelector("rect, path").getBBox();
    const made = document.createElementNS("http://www.w3.org/2000/svg", "g");
    made.setAttribute("class", `badge badge-${kind}`);
    const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const front = document.createElementNS("http://www.w3.org/2000/svg", "text");
    const wide = 12 + 8 * text.length;
    const set = (one, values) => Object.entries(values).forEach(([name, value]) => one.setAttribute(name, value));
    set(back, { x: box.x + box.width / 2 - wide / 2, y: box.y + box.height - 9, width: wide, height: 18, rx: 9 });
    set(front, { x: box.x + box.width / 2, y: box.y + box.height + 4, "text-anchor": "middle", "font-size": 12 });
    front.textContent = text;
    made.append(back, front);
    group.append(made);
  }

  // folding: what is reached only through a folded box is hidden; a builder leads to what it builds and
  // runs, a verifier to what it checks, and trust leads nowhere
  const folded = new Set();
  const onward = new Map();
  const sources = new Set(groupOf.keys());
  data.wires.forEach(([one, other, , kind]) => {
    const [source, target] = kind === "enacts" ? [other, one] : [one, other];
    if (kind === "trusts" || kind === "break") return;
    if (!onward.has(source)) onward.set(source, []);
    onward.get(source).push(target);
    if (source !== target) sources.delete(target);
  });
  function reached(closed) {
    const seen = new Set();
    const walk = (starts) => {
      const waiting = [...starts];
      while (waiting.length) {
        const key = waiting.pop();
        if (seen.has(key)) continue;
        seen.add(key);
        if (!closed.has(key)) waiting.push(...(onward.get(key) || []));
      }
    };
    walk(sources);
    return [seen, walk];
  }
  const [rooted] = reached(new Set());
  groupOf.forEach((_, key) => { if (!rooted.has(key)) sources.add(key); });  // circles that nothing leads to
  function hidden(closed) {
    const [seen] = reached(closed);
    return Array.from(groupOf.keys()).filter((key) => !seen.has(key));
  }
  function fold(key) {
    if (folded.has(key)) folded.delete(key); else if (hidden(new Set([...folded, key])).length > hidden(folded).length) folded.add(key);
    const gone = new Set(hidden(folded));
    groupOf.forEach((group, name) => {
      group.classList.toggle("folded", gone.has(name));
      const others = new Set([...folded].filter((other) => other !== name));
      badge(group, "folded", folded.has(name) ? `+${gone.size - hidden(others).length}` : "");
    });
    wires.forEach((group, index) => group.classList.toggle("folded", gone.has(data.wires[index][0]) || gone.has(data.wires[index][1])));
    document.getElementById("unfold").hidden = !folded.size;
    document.getElementById("wave").textContent = gone.size ? `${gone.size} folded away` : "";
  }
  click("unfold", () => { [...folded].forEach(fold); });

  // the panel: a node, an answer, a break
  const panel = document.getElementById("panel");
  function element(tag, text, kind) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }
  function open(key) {
    const node = data.nodes[key];
    reveal(element("h2", node.name), () => groupOf.get(key).focus());
    node.captions.forEach((caption) => panel.append(element("p", caption, "small")));
    const below = hidden(new Set([...folded, key])).length - hidden(folded).length;
    if (below > 0 || folded.has(key)) {
      const button = element("button", folded.has(key) ? "unfold" : `fold the ${below} that only it leads to`, "fold");
      button.addEventListener("click", () => { fold(key); open(key); });
      panel.append(button);
    }
    if (node.members) panel.append(members(node));
    node.answers.forEach((index) => panel.append(told(index)));
    node.breaks.forEach((index) => panel.append(broken(index)));
    if (!node.answers.length && !node.breaks.length && !node.members) panel.append(element("p", "Nothing is claimed of it, and nothing breaks here."));
    show();
  }
  const most = 60;
  function members(node) {
    const list = element("ul", undefined, "members");
    const wanted = search.value.trim().toLowerCase();
    const fitting = node.members.filter(([name]) => !wanted || name.toLowerCase().includes(wanted));
    fitting.slice(0, most).forEach(([name, answers, breaks]) => {
      const item = element("li", `${name} `);
      answers.forEach((index) => item.append(pillOf(index)));
      breaks.forEach((index) => { const link = element("a", " break"); link.href = `#break-${index + 1}`; item.append(link); });
      list.append(item);
    });
    if (fitting.length > most) list.append(element("li", `and ${fitting.length - most} more: search for a name`));
    return list;
  }
  function reveal(title, back) {
    const close = element("button", "back");
    close.addEventListener("click", () => {
      panel.hidden = true;
      document.getElementById("cards").hidden = false;
      marked([]);
      if (location.hash.startsWith("#break-")) history.replaceState(null, "", location.pathname + location.search);
      back();
    });
    panel.replaceChildren(close, title);
    panel.hidden = false;
    document.getElementById("cards").hidden = true;
    panel.focus();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.why");
    if (!button) return;
    reveal(element("h2", button.textContent), () => button.focus());
    panel.append(told(Number(button.dataset.why)));
    show();
    panel.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) panel.querySelector("button").click();
  });
  function pillOf(index) {
    const pill = element("span", data.answers[index].text, `pill ${data.answers[index].tone}`);
    pill.dataset.of = String(index);
    return pill;
  }
  function told(index) {
    const answer = data.answers[index];
    const part = element("section", undefined, "card");
    part.append(element("h3", `${answer.claim}, asked by ${answer.asker}`), pillOf(index));
    if (answer.bound) part.append(element("p", answer.bound));
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

  // breaks: each has a page of its own, which the list below the picture holds and the address names
  const pages = new Map(all(".break, .code").map((page) => [page.id, page]));
  pages.forEach((page) => page.removeAttribute("id"));  // else the browser would scroll to the list
  const copyOf = (id) => pages.get(id).cloneNode(true);
  function broken(index) {
    const part = copyOf(`break-${index + 1}`);
    const link = element("a", "the page of this break");
    link.href = `#break-${index + 1}`;
    part.querySelector(".more").replaceChildren(link);
    part.classList.add("card");
    return part;
  }
  function marked(keys) {
    groupOf.forEach((group, key) => group.classList.toggle("found", keys.includes(key)));
  }
  function breakPage() {
    const found = /^#break-(\d+)$/.exec(location.hash);
    const home = found && pages.get(`break-${found[1]}`);
    if (!home) {
      const code = pages.get(location.hash.slice(1));
      const list = document.getElementById("breaks");
      if (code || location.hash === "#breaks") { list.open = true; (code || list).scrollIntoView(); }
      return;
    }
    const number = Number(found[1]);
    const last = all("#breaks > .break").length;
    const page = copyOf(`break-${number}`);
    page.querySelector("h3").remove();
    page.querySelector(".more").replaceChildren();
    const steps = element("p", undefined, "small");
    [[number - 1, "previous break"], [number + 1, "next break"]].forEach(([to, text]) => {
      if (to < 1 || to > last) return;
      const link = element("a", text);
      link.href = `#break-${to}`;
      steps.append(link, " ");
    });
    const meaning = copyOf(`code-${home.dataset.code}`);
    meaning.querySelector("h3").textContent = `what ${home.dataset.code} means`;
    reveal(element("h2", home.querySelector("h3").textContent), () => figure.focus());
    panel.append(page, meaning, steps);
    const keys = Array.from(groupOf.keys()).filter((key) => data.nodes[key].breaks.includes(number - 1));
    marked(keys);
    const boxes = keys.map((key) => groupOf.get(key).getBBox());
    if (!boxes.every(inView)) centre(boxes);
    window.scrollTo(0, 0);
    show();
  }
  window.addEventListener("hashchange", breakPage);
  const groups = nodes.filter((group) => data.nodes[group.dataset.key].members)
    .map((group) => [group, data.nodes[group.dataset.key].members.flatMap(([, answers]) => answers)]);

  // search: Enter goes to the next hit
  const fits = (node, wanted) => node.title.toLowerCase().includes(wanted) || (node.members || []).some(([name]) => name.toLowerCase().includes(wanted));
  let hits = [];
  let at = -1;
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    hits = wanted ? nodes.filter((group) => fits(data.nodes[group.dataset.key], wanted)) : [];
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
  if (document.getElementById("swap")) click("swap", () => {
    swapped = !swapped;
    nodes.forEach((group) => {
      const node = data.nodes[group.dataset.key];
      if (!node.inner) return;
      const [name, ...more] = all('[data-part="name"]', group);
      if (!name) return;
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
  breakPage();
})();
