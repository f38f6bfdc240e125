// Works from a file, without a network, in browsers of 2015: no module, no fetch, no crypto of the browser's.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var fields = Array.prototype.slice.call(document.querySelectorAll("[data-text]"));
  var say = document.getElementById("said");

  function value(id) { var found = document.getElementById(id); return found ? found.value.trim() : ""; }

  // On paper what is not filled in is a blank line, and what is not chosen is a row of boxes.
  function mark() {
    Array.prototype.forEach.call(document.querySelectorAll("select"), function (list) {
      var first = list.querySelector("option[selected]") ? -1 : 0;
      if (list.selectedIndex !== first) { list.setAttribute("data-set", "1"); } else { list.removeAttribute("data-set"); }
    });
    Array.prototype.forEach.call(document.querySelectorAll("input"), function (input) {
      if (input.value) { input.removeAttribute("data-empty"); } else { input.setAttribute("data-empty", "1"); }
    });
  }

  function written(text) { return Array.from(text.replace(/\s/g, "")).length; }

  function count() {
    var all = 0;
    fields.forEach(function (field) {
      var here = written(field.value), most = Number(field.getAttribute("data-longest")), told = document.getElementById("count-" + field.id);
      if (field.getAttribute("data-counts")) { all += here; }
      if (told) { told.textContent = here + "/" + most; told.className = here > most ? "s over" : "s"; }
    });
    var total = document.getElementById("total");
    total.textContent = "已写 " + all + "/" + data.most + " 字";
    total.className = all > data.most ? "over" : "";
    document.getElementById("script").textContent = script();
    mark();
  }

  function missing() {
    return fields.filter(function (field) { return field.getAttribute("data-must") && !field.value.trim(); })
      .map(function (field) { return field.getAttribute("data-label"); });
  }

  function shown(field) {
    return field.tagName === "SELECT" && field.selectedIndex > 0 ? field.options[field.selectedIndex].text : field.value.trim();
  }

  function script() {
    var lines = ["这里是" + data.issuer + "，现在电话报送首报，请记录。"];
    Array.prototype.forEach.call(document.querySelectorAll("[data-said]"), function (field) {
      var text = field.value.trim() ? shown(field).replace("T", " ") : "待核", unit = field.getAttribute("data-unit");
      if (unit === "money" && field.value.trim()) { text += document.getElementById("unit-" + field.getAttribute("data-figure")).selectedOptions[0].text; }
      else if (unit && field.value.trim()) { text += unit; }
      lines.push(field.getAttribute("data-label") + "：" + text.replace(/[。\s]+$/, "") + "。");
    });
    lines.push("请告诉我您的姓名，我登记回执时间。");
    return lines.join("\n");
  }

  function body() {
    var told = { form: data.form, mark: data.mark, world: data.world, filled_by: value("filled_by"), saved_at: now(), texts: {}, figures: {},
      figures_as_of: value("figures_as_of"), figures_source: value("figures_source"),
      approved_by: value("approved_by"), approved_at: value("approved_at"), calls: [] };
    fields.forEach(function (field) { told.texts[field.getAttribute("data-text")] = field.value.trim(); });
    Array.prototype.forEach.call(document.querySelectorAll("[data-figure]"), function (field) {
      var name = field.getAttribute("data-figure");
      if (!field.value.trim()) { return; }
      told.figures[name] = { value: field.value.trim(), unit: value("unit-" + name), verification: value("verification-" + name) };
    });
    data.addressees.forEach(function (id) {
      told.calls.push({ addressee: id, channel: value("channel-" + id), sent_at: value("sent-" + id),
        receiver: value("receiver-" + id), received_at: value("received-" + id) });
    });
    return JSON.stringify(told);
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function now() { // Beijing, whatever zone the machine is set to
    var at = new Date(Date.now() + 8 * 3600000);
    return at.getUTCFullYear() + "-" + two(at.getUTCMonth() + 1) + "-" + two(at.getUTCDate()) + "T" + two(at.getUTCHours()) + ":" + two(at.getUTCMinutes());
  }

  function bytes(text) { return unescape(encodeURIComponent(text)); }

  function sha256(text) {
    var k = [], h = [], made = 0, n, i, j, w = [], input = bytes(text), length = input.length * 8;
    function part(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (n = 2; made < 64; n += 1) {
      var prime = true;
      for (i = 2; i * i <= n; i += 1) { if (n % i === 0) { prime = false; break; } }
      if (prime) { if (made < 8) { h[made] = part(Math.sqrt(n)); } k[made] = part(Math.pow(n, 1 / 3)); made += 1; }
    }
    function turn(x, by) { return (x >>> by) | (x << (32 - by)); }
    input += "\x80";
    while (input.length % 64 !== 56) { input += "\x00"; }
    for (i = 0; i < input.length; i += 1) { w[i >> 2] = (w[i >> 2] || 0) | (input.charCodeAt(i) << ((3 - i % 4) * 8)); }
    w.push(Math.floor(length / 4294967296), length | 0);
    for (j = 0; j < w.length; j += 16) {
      var m = w.slice(j, j + 16), old = h.slice(0);
      for (i = 0; i < 64; i += 1) {
        if (i > 15) {
          var a = m[i - 15], b = m[i - 2];
          m[i] = (m[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + m[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
        }
        var one = (h[7] + (turn(h[4], 6) ^ turn(h[4], 11) ^ turn(h[4], 25)) + ((h[4] & h[5]) ^ (~h[4] & h[6])) + k[i] + m[i]) | 0;
        var two_ = ((turn(h[0], 2) ^ turn(h[0], 13) ^ turn(h[0], 22)) + ((h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]))) | 0;
        h = [(one + two_) | 0].concat(h); h[4] = (h[4] + one) | 0; h.length = 8;
      }
      for (i = 0; i < 8; i += 1) { h[i] = (h[i] + old[i]) | 0; }
    }
    return h.map(function (x) { return ("00000000" + (x >>> 0).toString(16)).slice(-8); }).join("");
  }

  function save() {
    if (!value("filled_by")) { tell("请先写填报人。", true); document.getElementById("filled_by").focus(); return; }
    var text = body(), file = JSON.stringify({ fengsui: "offline-form", format: 1, body: text, sha256: sha256(text) });
    var link = document.createElement("a"), left = missing();
    link.href = "data:application/json;charset=utf-8," + encodeURIComponent(file);
    link.download = "离线首报-" + now().replace(/[-:]/g, "").replace("T", "-") + ".json";
    document.body.appendChild(link); link.click(); document.body.removeChild(link);
    tell("已保存到浏览器的下载目录。网络恢复后在事件的“公文”页按“离线首报”导入。" + (left.length ? "还没有写的●：" + left.join("、") + "。" : ""), false);
  }

  function tell(words, fault) { say.textContent = words; say.className = fault ? "fault" : "s"; }

  Array.prototype.forEach.call(document.querySelectorAll("button[data-now]"), function (button) {
    button.addEventListener("click", function () { document.getElementById(button.getAttribute("data-now")).value = now(); count(); });
  });
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  document.addEventListener("input", count);
  document.addEventListener("change", count);
  window.addEventListener("beforeunload", function (event) { if (fields.some(function (f) { return f.value !== f.defaultValue && f.tagName !== "SELECT"; }) && !say.textContent) { event.preventDefault(); event.returnValue = ""; } });
  count();
}());
