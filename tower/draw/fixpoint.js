// The least fixpoint of a derivation graph: fact -> the wave in which it is reached.  Each rule counts
// down what it still waits for (Dowling and Gallier 1984), so the work is linear in the size of the graph.
// A line is [head, body, need, exact]; a leaf is [fact, stone], stone 0 for what is never taken away and
// -1 for the asker's own theory, which stands as the stone `own`.  `off` holds the stones taken away.
function fixpoint(graph, own, off, use) {
  const wave = new Map();
  const users = new Map();
  const waits = graph.lines.map((line) => line[2]);
  const order = [];
  const learn = (fact, when) => {
    if (!wave.has(fact)) { wave.set(fact, when); order.push(fact); }
  };
  graph.lines.forEach((line, number) => {
    if (!use(line)) return;
    for (const fact of line[1]) {
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
      waits[number] -= 1;
      if (waits[number] <= 0) learn(graph.lines[number][0], wave.get(fact) + 1);
    }
  }
  return wave;
}
