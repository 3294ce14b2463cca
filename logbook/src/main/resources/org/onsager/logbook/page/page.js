// Draws the figures, typesets the equations, and lets the reader take both away.
(() => {
  'use strict';
  const $ = (s, e = document) => e.querySelector(s);
  const $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const root = document.documentElement;

  // The theme: as the system, light, dark.
  const ask = new URLSearchParams(location.search);
  const keep = { read() { try { return localStorage.getItem('onsager-theme'); } catch { return null; } },
    write(v) { try { localStorage.setItem('onsager-theme', v); } catch { /* a private window keeps nothing */ } } };
  const wanted = root.dataset.theme || ask.get('theme') || keep.read();
  if (wanted === 'light' || wanted === 'dark') root.dataset.theme = wanted;
  if (ask.get('sheet') === 'a0') {
    root.dataset.sheet = 'a0';
    const s = document.createElement('style');
    s.textContent = '@page{size:841mm 1189mm;margin:22mm}';
    document.head.append(s);
  }
  const words = { '': 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };
  const themes = $('#theme');
  if (themes) {
    const show = () => { themes.textContent = words[root.dataset.theme || '']; };
    show();
    themes.onclick = () => {
      const next = { '': 'light', light: 'dark', dark: '' }[root.dataset.theme || ''];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      keep.write(next);
      show();
    };
  }
  const printer = $('#print');
  if (printer) printer.onclick = () => print();
  $$('.cmd button').forEach(b => {
    const word = b.textContent;
    b.onclick = async () => {
      try {
        await navigator.clipboard.writeText($('code', b.parentNode).textContent);
        b.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren($('code', b.parentNode));
        b.textContent = 'Selected';
      }
      setTimeout(() => { b.textContent = word; }, 2000);
    };
  });

  // Equations: what is LaTeX becomes MathML; where that fails, the LaTeX stays readable.
  $$('[data-tex]').forEach(e => {
    const display = e.classList.contains('math');
    try {
      const box = document.createElement('span');
      katex.render(e.dataset.tex, box, { output: 'mathml', displayMode: display, throwOnError: true, strict: 'ignore', trust: false });
      $$('annotation', box).forEach(a => a.remove());
      e.replaceChildren(...$('.katex', box).childNodes);
    } catch (x) { e.title = String(x.message || x); }
  });

  const store = $('#specs');
  if (!store) { root.dataset.ready = 'yes'; return; }
  const specs = JSON.parse(store.textContent);
  const tokens = JSON.parse($('#tokens').textContent); // light colour → var(--token)
  const light = Object.fromEntries(Object.entries(tokens).map(([c, v]) => [v, c]));
  // A specification carries the light colours; on the page each becomes a token, so a change of theme needs no drawing.
  const themed = o => JSON.parse(JSON.stringify(o), (k, v) => typeof v === 'string' && Object.hasOwn(tokens, v) ? tokens[v] : v);

  // σ_w² → a real subscript: Vega writes one run of text, so the index is set after it has drawn.
  const NS = 'http://www.w3.org/2000/svg';
  const INDEX = /(\p{Script=Greek}|(?<![\p{L}\p{N}_])\p{L})_(\{[^}]*\}|[\p{L}0-9∇*]+(?![\p{L}0-9∇*_]))/gu;
  const bare = s => s.replace(INDEX, (m, b, i) => b + i.replace(/[{}]/g, ''));
  function typeset(svg) {
    $$('text', svg).forEach(t => {
      if (t.firstElementChild) return;
      const s = t.textContent;
      const found = [...s.matchAll(INDEX)];
      if (!found.length) return;
      t.textContent = '';
      let at = 0, back = false;
      const put = (text, sub) => {
        if (!text) return;
        const e = document.createElementNS(NS, 'tspan');
        e.textContent = text;
        if (sub) { e.setAttribute('font-size', '.74em'); e.setAttribute('dy', '.26em'); }
        else if (back) e.setAttribute('dy', '-.19em');
        back = sub;
        t.append(e);
      };
      for (const m of found) {
        put(s.slice(at, m.index) + m[1], false);
        put(m[2].replace(/[{}]/g, ''), true);
        at = m.index + m[0].length;
      }
      put(s.slice(at), false);
    });
  }

  const tip = $('#tip');
  function tooltip(handler, event, item, value) {
    tip.textContent = '';
    if (!value || typeof value !== 'object') { tip.style.display = 'none'; return; }
    for (const [k, x] of Object.entries(value)) {
      const row = document.createElement('div'), a = document.createElement('span'), b = document.createElement('b');
      a.textContent = bare(k);
      b.textContent = x;
      b.style.fontWeight = 500;
      row.append(a, b);
      tip.append(row);
    }
    tip.style.display = 'block';
    tip.style.left = Math.max(4, Math.min(innerWidth - tip.offsetWidth - 8, event.clientX + 14)) + 'px';
    tip.style.top = Math.min(innerHeight - tip.offsetHeight - 8, event.clientY + 14) + 'px';
  }

  // What is taken away is ready for a paper: light colours, transparent ground, its fonts inside.
  const faces = ($('#fonts')?.textContent.match(/@font-face\{[^}]*\}/g) || []).filter(f => !/Serif|italic/.test(f)).join('');
  function forPaper(svg) {
    const c = svg.cloneNode(true);
    const style = document.createElementNS(NS, 'style');
    style.textContent = faces + 'text{font-variant-numeric:tabular-nums}';
    c.prepend(style);
    c.setAttribute('xmlns', NS);
    return new XMLSerializer().serializeToString(c).replace(/var\(--\w+\)/g, v => light[v] || v);
  }
  const save = (name, url) => {
    const a = document.createElement('a');
    a.download = name;
    a.href = url;
    a.click();
  };
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));

  async function draw(figure) {
    const id = figure.dataset.fig, box = $('.plot', figure), spec = specs[id];
    const flow = vega.parse(vegaLite.compile(themed(spec)).spec, null, { ast: true });
    box.textContent = '';
    const view = new vega.View(flow, { renderer: 'svg', container: box, hover: true, tooltip, expr: vegaInterpreter, logLevel: vega.Error });
    await view.runAsync();
    const svg = () => $('svg', box);
    const finish = () => {
      const s = svg();
      if (!s) return;
      typeset(s);
      $$('[role],[aria-label],[aria-roledescription],[tabindex]', s).forEach(e =>
        ['role', 'aria-label', 'aria-roledescription', 'tabindex'].forEach(a => e.removeAttribute(a)));
      if (s.getAttribute('aria-label') === spec.description) return;
      s.setAttribute('role', 'img');
      s.setAttribute('aria-label', spec.description);
      s.removeAttribute('aria-roledescription');
    };
    box.removeAttribute('role');
    box.removeAttribute('aria-roledescription');
    box.removeAttribute('aria-label');
    finish();
    new MutationObserver(finish).observe(box, { subtree: true, childList: true, characterData: true });
    $$('[data-take]', figure).forEach(b => {
      b.onclick = () => {
        if (b.dataset.take === 'json') return save(id + '.vl.json', blob(JSON.stringify(spec, null, 1), 'application/json'));
        const url = blob(forPaper(svg()), 'image/svg+xml');
        if (b.dataset.take === 'svg') return save(id + '.svg', url);
        const i = new Image();
        i.onload = () => {
          const c = document.createElement('canvas');
          c.width = i.width * 3;
          c.height = i.height * 3;
          const g = c.getContext('2d');
          g.fillStyle = '#ffffff';
          g.fillRect(0, 0, c.width, c.height);
          g.drawImage(i, 0, 0, c.width, c.height);
          save(id + '.png', c.toDataURL());
        };
        i.src = url;
      };
    });
    return view;
  }
  // Text is measured on a canvas, so the fonts come first.
  const fonts = [...['400', '500', '600'].map(w => document.fonts.load(w + ' 13px "Source Sans 3"', 'aσ')), document.fonts.load('13px "STIX Two Math"', '∇≤')];
  Promise.allSettled(fonts)
    .then(() => Promise.all($$('figure[data-fig]').map(draw)))
    .then(v => { window.views = v; root.dataset.ready = 'yes'; })
    .catch(e => { console.error(e); root.dataset.ready = 'error'; root.dataset.problem = String(e); });
})();
