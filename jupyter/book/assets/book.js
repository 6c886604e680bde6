/* global document, matchMedia, IntersectionObserver, Plotly, mermaid */
// Brings a page to life: phone-width contents, plots when they come into view, diagrams, dark mode for both.
"use strict";
document.documentElement.classList.add("script");

document.addEventListener("DOMContentLoaded", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const sidebar = document.querySelector(".sidebar");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => {
    sidebar.open = !narrow.matches;
  };
  fold();
  narrow.addEventListener("change", fold);
  sidebar.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

  const paper = { text: "#d5dae1", quiet: "#a8b0ba", grid: "#323843", line: "#6b7480", paper: "#161a20" };
  // Exchanges what is not data in the course's template; colours of an author's own choice stay.
  const darkened = (layout) => {
    const copy = structuredClone(layout);
    const look = copy.template?.layout;
    if (look === undefined) return copy;
    Object.assign(look, { paper_bgcolor: paper.paper, plot_bgcolor: paper.paper });
    look.font = { ...look.font, color: paper.text };
    look.title = { ...look.title, font: { ...look.title?.font, color: paper.text } };
    if (look.title.subtitle) look.title.subtitle = { font: { ...look.title.subtitle.font, color: paper.quiet } };
    for (const key of ["xaxis", "yaxis"]) {
      const axis = look[key];
      if (!axis) continue;
      Object.assign(axis, {
        gridcolor: paper.grid,
        linecolor: paper.line,
        zerolinecolor: paper.line,
        tickcolor: paper.line,
      });
      axis.tickfont = { ...axis.tickfont, color: paper.quiet };
      axis.title = { ...axis.title, font: { ...axis.title?.font, color: paper.text } };
    }
    return copy;
  };

  // On a phone a title takes several lines, and the margin above the plot grows by them.
  const fitted = (layout, width) => {
    const broken = (text, letters) => {
      const lines = [""];
      for (const word of text.split(" ")) {
        if (lines.at(-1).length + word.length > letters) lines.push("");
        lines.push(`${lines.pop()} ${word}`.trim());
      }
      return lines.filter((line) => line !== "");
    };
    const title = broken(layout.title?.text ?? "", width / 9);
    const subtitle = broken(layout.title?.subtitle?.text ?? "", width / 7.5);
    const extra = Math.max(0, title.length - 1) * 21 + Math.max(0, subtitle.length - 1) * 17;
    const text = { text: title.join("<br>") };
    if (subtitle.length > 0) text.subtitle = { ...layout.title.subtitle, text: subtitle.join("<br>") };
    return {
      ...layout,
      title: { ...layout.title, ...text },
      margin: { ...layout.margin, t: (layout.margin?.t ?? 92) + extra, r: 12 },
    };
  };

  const drawPlot = async (figure) => {
    const { data, layout } = JSON.parse(figure.querySelector("script").textContent);
    let box = figure.querySelector(".live");
    if (box === null) {
      box = document.createElement("div");
      box.className = "live";
      box.style.height = `${layout.height ?? 420}px`;
      figure.append(box);
    }
    const { width: _width, ...free } = dark.matches ? darkened(layout) : layout;
    figure.classList.add("drawn"); // plotly measures texts, so its box must be visible before it draws
    try {
      const look = box.clientWidth < 560 ? fitted(free, box.clientWidth) : free;
      await Plotly.newPlot(box, data, { ...look, autosize: true }, { responsive: true, displaylogo: false });
    } catch (error) {
      figure.classList.remove("drawn"); // the still picture stays
      throw error;
    }
  };
  const plots = [...document.querySelectorAll("figure.plot")];
  if (plots.length > 0 && typeof Plotly !== "undefined") {
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          watch.unobserve(target);
          drawPlot(target).catch((error) => console.error(error));
        }
      },
      { rootMargin: "400px" },
    );
    plots.forEach((plot) => watch.observe(plot));
    dark.addEventListener("change", () => plots.filter((plot) => plot.classList.contains("drawn")).forEach(drawPlot));
  }

  const diagrams = [...document.querySelectorAll("pre.mermaid")];
  const sources = new Map(diagrams.map((diagram) => [diagram, diagram.textContent]));
  const drawDiagrams = async () => {
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark.matches ? "dark" : "neutral" });
    for (const [diagram, source] of sources) {
      diagram.textContent = source;
      diagram.removeAttribute("data-processed");
    }
    await mermaid.run({ nodes: diagrams, suppressErrors: true });
  };
  if (diagrams.length > 0 && typeof mermaid !== "undefined") {
    drawDiagrams();
    dark.addEventListener("change", drawDiagrams);
  }
});
