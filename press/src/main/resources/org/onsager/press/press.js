// What Vega finds where no browser is: a canvas that hands every stroke to a pen, and the width of a text from its font.
((ruler) => {
  'use strict';
  const size = font => Number(/([\d.]+)px/.exec(font)[1]);
  const weight = w => w === 'bold' ? 600 : Number(w) || 400;
  const seen = new Map();
  const colour = (style, alpha) => {
    if (!seen.has(style)) {
      const c = (vega.interpolateColors([style, style], 'rgb')(0).match(/[\d.]+/g) || []).map(Number);
      if (c.length < 3) throw new Error('a mark is painted with ' + style + ', which is no colour');
      seen.set(style, [c[0] / 255, c[1] / 255, c[2] / 255, c[3] ?? 1]);
    }
    const [r, g, b, a] = seen.get(style);
    return [r, g, b, a * alpha];
  };
  const START = {
    fillStyle: '#000000', strokeStyle: '#000000', globalAlpha: 1, lineWidth: 1, lineCap: 'butt', lineJoin: 'miter',
    miterLimit: 10, lineDashOffset: 0, font: '10px sans-serif', textAlign: 'start', dash: [],
  };

  class Canvas {
    #kept = [];
    #pen;
    constructor(pen) { this.#pen = pen; Object.assign(this, START); }
    save() { this.#kept.push(Object.fromEntries(Object.keys(START).map(k => [k, this[k]]))); this.#pen.save(); }
    restore() { Object.assign(this, this.#kept.pop()); this.#pen.restore(); }
    scale(x, y) { this.#pen.transform(x, 0, 0, y, 0, 0); }
    translate(x, y) { this.#pen.transform(1, 0, 0, 1, x, y); }
    rotate(a) { this.#pen.transform(Math.cos(a), Math.sin(a), -Math.sin(a), Math.cos(a), 0, 0); }
    transform(a, b, c, d, e, f) { this.#pen.transform(a, b, c, d, e, f); }
    beginPath() { this.#pen.begin(); }
    moveTo(x, y) { this.#pen.move(x, y); }
    lineTo(x, y) { this.#pen.line(x, y); }
    quadraticCurveTo(a, b, x, y) { this.#pen.quadratic(a, b, x, y); }
    bezierCurveTo(a, b, c, d, x, y) { this.#pen.cubic(a, b, c, d, x, y); }
    arc(x, y, r, from, to, back) { this.#pen.arc(x, y, r, from, to, !!back); }
    rect(x, y, w, h) { this.#pen.move(x, y); this.#pen.line(x + w, y); this.#pen.line(x + w, y + h); this.#pen.line(x, y + h); this.#pen.close(); }
    closePath() { this.#pen.close(); }
    clip() { this.#pen.clip(); }
    fill() { this.#pen.fill(...colour(this.fillStyle, this.globalAlpha)); }
    stroke() { this.#style(); this.#pen.stroke(...colour(this.strokeStyle, this.globalAlpha)); }
    fillRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.fill(); }
    clearRect() {}
    setLineDash(d) { this.dash = Array.from(d || []); }
    fillText(t, x, y) { this.#text(t, x, y, false, colour(this.fillStyle, this.globalAlpha)); }
    strokeText(t, x, y) { this.#style(); this.#text(t, x, y, true, colour(this.strokeStyle, this.globalAlpha)); }
    #style() { this.#pen.style(this.lineWidth, this.lineCap, this.lineJoin, this.miterLimit, this.dash, this.lineDashOffset); }
    #text(t, x, y, outline, c) {
      const word = /\b(\d00|bold)\b/.exec(this.font.replace(/[\d.]+px.*/, ''));
      this.#pen.text(String(t), x, y, size(this.font), weight(word && word[1]), this.textAlign, outline, ...c);
    }
  }

  vega.textMetrics.width = (item, text) => ruler.width(String(text ?? ''), item.fontSize ?? 11, weight(item.fontWeight));

  // Dataflow once; then the same scene as SVG, and stroke by stroke through the pen.
  return (specification, done) => {
    try {
      vega.resetSVGDefIds();
      const flow = vega.parse(vegaLite.compile(JSON.parse(specification)).spec, null, { ast: true });
      const view = new vega.View(flow, { renderer: 'none', expr: vegaInterpreter, logLevel: vega.Error }).run();
      view.toSVG()
        .then(svg => view.toCanvas(1, { externalContext: new Canvas(done.drawn(svg)), type: 'pdf' }))
        .then(() => { view.finalize(); done.finished(); })
        .catch(e => done.failed(String(e && e.stack || e)));
    } catch (e) { done.failed(String(e && e.stack || e)); }
  };
})
