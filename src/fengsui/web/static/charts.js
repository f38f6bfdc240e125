// Draws the charts and the map of a page from the JSON beside them. Every one of them also stands as a table.
"use strict";
(() => {
  const look = getComputedStyle(document.documentElement); // live: by night the same names are other colours
  const tone = (name) => look.getPropertyValue(`--${name}`).trim();
  const marks = ["circle", "rect", "triangle"];
  const dashes = ["solid", "dashed", "dotted"];
  const bands = { severe: ["beacon", "solid"], warn: ["watch", "dashed"], watch: ["ink-2", "dotted"] };

  // Part of one colour over another, both #rrggbb: the tones of the map keep an order of lightness for every eye.
  const mixed = (front, back, share) => {
    const part = (colour, place) => parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16);
    const channel = (place) => Math.round(part(front, place) * share + part(back, place) * (1 - share));
    return `rgb(${channel(0)}, ${channel(1)}, ${channel(2)})`;
  };

  const words = () => ({ color: tone("ink-2"), fontFamily: tone("font"), fontSize: 12 });
  const common = (chart) => ({
    animation: false,
    textStyle: words(),
    backgroundColor: tone("sheet"),
    aria: { enabled: true, label: { description: chart.title } },
  });
  const hint = () => ({
    renderMode: "richText",
    confine: true,
    backgroundColor: tone("sheet"),
    borderColor: tone("edge"),
    textStyle: { ...words(), color: tone("ink") },
  });

  const number = (value, chart) =>
    value === null || value === undefined
      ? chart.unknown
      : `${Number(value).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} ${chart.unit}`;

  // The axis holds the lines of the plan as well as the values, so that one sees how far away they are.
  const extent = (chart) => {
    const values = chart.series.flatMap((one) => one.points.map((point) => point[1])).filter((value) => value !== null);
    const all = [...values, ...chart.thresholds.map((one) => one.value), ...(chart.fromZero ? [0] : [])];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const step = 10 ** Math.floor(Math.log10(high - low || Math.abs(high) || 1)) / 2;
    const room = step / 4; // above the highest line stands its label
    const bottom = chart.fromZero && low >= 0 ? 0 : Math.floor((low - room) / step) * step;
    return { min: bottom, max: Math.ceil((high + room) / step) * step };
  };

  // From the first value to the last, and further where something on the axis happened later.
  const days = (chart) => {
    const all = [...chart.series.flatMap((one) => one.points.map((point) => point[0])), ...chart.events.map((one) => one.at)];
    return { min: all.reduce((one, other) => (other < one ? other : one)), max: all.reduce((one, other) => (other > one ? other : one)) };
  };

  const thresholds = (chart) =>
    chart.thresholds.map((one) => {
      const [name, dash] = bands[one.band] || ["ink-2", "dashed"];
      // Where it is worse above, the mildest line has its label below; where it is worse below, the mildest above.
      const above = chart.worse === "lower" ? one.band === "watch" : one.band !== "watch";
      return {
        name: one.label,
        yAxis: one.value,
        lineStyle: { color: tone(name), type: dash, width: 1 },
        label: { formatter: one.label, position: above ? "insideStartTop" : "insideStartBottom", color: tone(name), fontSize: 11 },
      };
    });

  // Behind the gravest band and the one before it a soft ground; which band it is, the line's label says.
  const grounds = (chart) => {
    const at = (band) => chart.thresholds.find((one) => one.band === band);
    const [severe, warn] = [at("severe"), at("warn")];
    const ground = (name, near, far) => {
      const [from, to] = [{ yAxis: near.value, itemStyle: { color: tone(name), opacity: 0.6 } }, far ? { yAxis: far.value } : {}];
      return chart.worse === "lower" ? [{ ...to, itemStyle: from.itemStyle }, { yAxis: near.value }] : [from, to];
    };
    return [...(severe ? [ground("beacon-soft", severe)] : []), ...(warn ? [ground("watch-soft", warn, severe)] : [])];
  };

  const events = (chart) =>
    chart.events.map((one) => ({
      name: one.label,
      xAxis: one.at,
      lineStyle: { color: tone("edge"), type: "solid", width: 1 },
      label: { formatter: one.label, position: "insideEndTop", color: tone("ink-2"), fontSize: 11 },
    }));

  const drawing = (chart) => ({
    ...common(chart),
    color: ["data-1", "data-2", "data-3"].map(tone),
    grid: { left: 8, right: 20, top: chart.series.length > 1 ? 56 : 32, bottom: 4, containLabel: true },
    legend: chart.series.length > 1 ? { left: 0, top: 0, textStyle: words() } : undefined,
    tooltip: { ...hint(), trigger: "axis", valueFormatter: (value) => number(value, chart) },
    xAxis: {
      type: "time",
      axisLabel: { ...words(), hideOverlap: true, formatter: "{MM}-{dd}" },
      axisLine: { lineStyle: { color: tone("edge") } },
      minInterval: 24 * 3600 * 1000,
      ...(chart.kind === "line" ? days(chart) : {}),
    },
    yAxis: {
      type: "value",
      name: chart.unit,
      nameLocation: "end",
      nameTextStyle: { ...words(), align: "left" },
      ...(chart.kind === "line" ? extent(chart) : { min: 0, minInterval: 1 }),
      axisLabel: words(),
      splitNumber: 4,
      splitLine: { lineStyle: { color: tone("line-2") } },
    },
    series: chart.series.map((one, place) => ({
      name: one.name,
      type: chart.kind,
      stack: chart.kind === "bar" ? "all" : undefined,
      barMaxWidth: 14,
      data: one.points,
      symbol: marks[place % marks.length],
      showSymbol: one.points.length < 40,
      symbolSize: 5,
      connectNulls: false,
      lineStyle: { width: 2, type: dashes[place % dashes.length] },
      itemStyle: chart.kind === "bar" && place ? { decal: { symbol: "rect", dashArrayX: [2, 3], dashArrayY: [2, 3] } } : {},
      markLine: place ? undefined : { symbol: "none", silent: true, data: [...thresholds(chart), ...events(chart)] },
      markArea: place ? undefined : { silent: true, data: grounds(chart) },
    })),
  });

  const map = (chart, shapes, wide) => {
    const code = (one) => String(one.properties.adcode || one.properties.id);
    const names = new Map(shapes.features.map((one) => [code(one), one.properties.name]));
    const sheet = tone("sheet");
    const steps = chart.steps.filter((step) => step.value > 0).length;
    // The gravest step in the colour of action; the milder ones in one hue, darker with each step.
    const colour = (value) => {
      if (value < 0) return tone("line-2");
      if (value === steps) return tone("beacon");
      return value ? mixed(tone("data-1"), sheet, value / steps) : mixed(tone("calm"), sheet, 0.2);
    };
    const label = { color: tone("ink"), backgroundColor: sheet, borderColor: tone("edge"), borderWidth: 1, borderRadius: 3, padding: [2, 4], fontSize: 11 };
    const edges = { borderColor: tone("edge"), borderWidth: 0.6 };
    return {
      ...common(chart),
      tooltip: { ...hint(), formatter: (one) => (one.data ? one.data.words : `${one.name}：${chart.unknown}`) },
      visualMap: {
        type: "piecewise",
        orient: "vertical",
        left: 4,
        bottom: 4,
        itemWidth: 14,
        itemHeight: 12,
        textStyle: words(),
        selectedMode: false,
        pieces: [...chart.steps].reverse().map((step) => ({ value: step.value, label: step.label, color: colour(step.value) })),
      },
      series: [
        {
          type: "map",
          map: chart.name,
          roam: false,
          selectedMode: false,
          layoutCenter: ["50%", wide ? "50%" : "38%"], // in a narrow window the legend stands below the map
          layoutSize: "98%",
          labelLayout: { moveOverlap: "shiftY" },
          label: { show: false },
          itemStyle: { areaColor: sheet, ...edges },
          emphasis: { label: { show: true, ...label }, itemStyle: { areaColor: tone("watch-soft") } },
          data: chart.places
            .filter((one) => names.has(one.code))
            .map((one) => ({
              name: names.get(one.code),
              value: one.value,
              words: one.words,
              itemStyle: { areaColor: colour(one.value), ...edges },
              // The label says it as well: never colour alone.
              label: { show: one.value > 0, formatter: wide ? one.mark : one.shortMark, ...label },
            })),
        },
      ],
    };
  };

  // Read once and registered under its name; how it is drawn is asked anew by night.
  const optionOf = async (chart) => {
    if (chart.kind !== "map") return () => drawing(chart);
    const answer = await fetch(chart.shapes);
    if (!answer.ok) throw new Error(chart.failed);
    const shapes = await answer.json();
    echarts.registerMap(chart.name, shapes);
    return (wide) => map(chart, shapes, wide);
  };

  // The picture carries its title and its source: it goes where the page does not.
  const picture = (chart, option, source) => {
    const paper = document.createElement("div");
    const drawn = echarts.init(paper, null, { renderer: "canvas", width: 960, height: chart.kind === "map" ? 720 : 480 });
    const title = { text: chart.title, left: 8, top: 8, textStyle: { ...words(), color: tone("ink"), fontSize: 16, width: 940, overflow: "break" } };
    const line = { type: "text", left: 8, bottom: 6, style: { text: source, fill: tone("ink-2"), font: `12px ${tone("font")}` } };
    const legend = option.legend ? { ...option.legend, top: 40 } : undefined;
    const grid = option.grid ? { ...option.grid, top: option.grid.top + 44, bottom: 32 } : undefined;
    const visualMap = option.visualMap ? { ...option.visualMap, bottom: 32 } : undefined;
    const series = option.visualMap ? [{ ...option.series[0], layoutCenter: ["50%", "50%"], layoutSize: "90%" }] : option.series;
    drawn.setOption({ ...option, title, graphic: [line], legend, grid, visualMap, series });
    const address = drawn.getDataURL({ pixelRatio: 2, backgroundColor: tone("sheet") });
    drawn.dispose();
    return address;
  };

  const saving = (figure, chart, option) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet small";
    button.textContent = chart.save;
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = picture(chart, option(true), figure.querySelector(".chart-source").textContent.trim());
      link.download = `${chart.title}.png`;
      link.click();
    });
    figure.querySelector("figcaption .actions").prepend(button);
  };

  const draw = async (figure) => {
    const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const canvas = figure.querySelector(".chart-canvas");
    const option = await optionOf(chart);
    canvas.hidden = false;
    const drawn = echarts.init(canvas, null, { renderer: "canvas" });
    const fill = () => drawn.setOption(option(canvas.clientWidth > canvas.clientHeight), true);
    fill();
    const table = figure.querySelector("details");
    if (table) table.open = false; // without a drawing the table stays open
    saving(figure, chart, option);
    new ResizeObserver(() => {
      drawn.resize();
      fill();
    }).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fill);
    figure.dataset.drawn = "yes";
  };

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    draw(figure).catch((error) => {
      const told = document.createElement("p");
      told.className = "notice warn";
      told.textContent = error.message;
      figure.append(told);
      figure.dataset.drawn = "no";
    });
  }
})();
