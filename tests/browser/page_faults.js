// What somebody with a screen reader, a keyboard, weak eyes or a small window would stumble over on this page.
() => {
  const faults = [];
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
  };
  const named = (element) => {
    const path = element.id ? `#${element.id}` : element.name ? `[name=${element.name}]` : `.${element.className}`;
    return `${element.tagName.toLowerCase()}${path} “${(element.innerText || "").trim().slice(0, 20)}”`;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];

  if (!document.documentElement.lang) faults.push("the page does not say its language");
  if (!document.title) faults.push("the page has no title");
  for (const selector of ["h1", "main"]) {
    if (all(selector).length !== 1) faults.push(`${all(selector).length} × ${selector}`);
  }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4").filter(shown)) {
    const next = Number(heading.tagName[1]);
    if (level && next > level + 1) faults.push(`h${next} under h${level}: ${named(heading)}`);
    level = next;
  }
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) faults.push(`id ${id} twice`);

  for (const field of all("input:not([type=hidden]), select, textarea")) {
    const label = [...(field.labels || [])].map((one) => one.textContent.trim()).join("") || field.ariaLabel;
    if (!label && !field.getAttribute("aria-labelledby")) faults.push(`no label: ${named(field)}`);
  }
  for (const button of all("button, a[href], summary")) {
    if (!button.textContent.trim() && !button.ariaLabel) faults.push(`no name: ${named(button)}`);
  }
  for (const image of all("img:not([alt])")) faults.push(`no text: ${named(image)}`);
  for (const head of all("thead th:not([scope])")) faults.push(`a column's head without scope: ${named(head)}`);
  for (const target of all("button, input:not([type=hidden]), select, .btn").filter(shown)) {
    const box = target.getBoundingClientRect();
    const label = target.closest("label");
    const height = label ? Math.max(box.height, label.getBoundingClientRect().height) : box.height;
    if (height < 24) faults.push(`only ${Math.round(height)} px high: ${named(target)}`);
  }

  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    const wide = all("main *").filter((one) => shown(one) && one.getBoundingClientRect().right > room + 1);
    faults.push(`wider than the window by ${document.documentElement.scrollWidth - room} px: ${wide.slice(0, 3).map(named)}`);
  }

  // Contrast, WCAG 2.2 AA: 4.5 for text, 3 for large text; what is switched off is exempt.
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map((place) => front[place] * alpha + back[place] * (1 - alpha));
  };
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if ((colour[3] ?? 1) > 0) layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return layers.reverse().reduce((back, front) => over(front, back), dark ? [0, 0, 0] : [255, 255, 255]);
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(element) || element.closest(":disabled, script, style, datalist")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [lower, higher] = [light(over(parts(style.color), back)), light(back)].sort((a, b) => a - b);
    const ratio = (higher + 0.05) / (lower + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const fault = `contrast ${ratio.toFixed(2)} of ${style.color}: ${named(element)}`;
    if (ratio < (large ? 3 : 4.5) && !told.has(style.color)) faults.push(fault);
    if (ratio < (large ? 3 : 4.5)) told.add(style.color);
  }
  return faults;
}
