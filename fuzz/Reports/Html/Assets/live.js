"use strict";

// A page that is served asks for itself again, and puts in place what has changed. What the reader opened, marked or scrolled to stays.
const handles = "a, button, input, select, summary, [tabindex]";
const known = new Map(partsOf(document).map(part => [part.dataset.live, part.innerHTML]));
let version = "";

function partsOf(page) {
  return Array.from(page.querySelectorAll("[data-live]"));
}

function replace(part, fresh) {
  const marked = Array.from(part.querySelectorAll(handles)).indexOf(document.activeElement);
  const link = marked < 0 ? null : document.activeElement.getAttribute("href");
  const opened = Array.from(part.querySelectorAll("details"), each => each.open);
  const scrolled = Array.from(part.querySelectorAll("[tabindex]"), each => each.scrollTop);
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll("details").forEach((each, index) => { each.open = opened[index] ?? each.open; });
  part.querySelectorAll("[tabindex]").forEach((each, index) => { each.scrollTop = scrolled[index] ?? 0; });
  const now = Array.from(part.querySelectorAll(handles));
  (now.find(each => link && each.getAttribute("href") === link) ?? now[marked])?.focus({ preventScroll: true });
  part.querySelectorAll("figure.chart").forEach(draw);
}

// Rows that came behind those that are there; who has scrolled to the end stays there.
function append(list, fresh) {
  const pane = list.parentElement;
  const follows = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 40;
  list.append(...Array.from(fresh.children).slice(list.children.length));
  if (follows) pane.scrollTop = pane.scrollHeight;
}

function bring(page) {
  const fresh = new Map(partsOf(page).map(part => [part.dataset.live, part]));
  const here = partsOf(document);
  if (here.length !== fresh.size || here.some(part => !fresh.has(part.dataset.live))) return location.reload();
  for (const part of here) {
    const name = part.dataset.live;
    const html = fresh.get(name).innerHTML;
    if (html === known.get(name)) continue;
    known.set(name, html);
    (part.tagName === "OL" ? append : replace)(part, fresh.get(name));
  }
  fields.forEach(narrow);
  document.title = page.title;
  document.querySelector("main").dataset.every = page.querySelector("main").dataset.every ?? "";
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href.split("#")[0], { cache: "no-store", headers: version ? { "If-None-Match": version } : {} });
      if (answer.status === 200) {
        version = answer.headers.get("ETag") ?? "";
        bring(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } else if (answer.status !== 304) {
        return stopped("This page is there no more.");
      }
    } catch {
      return stopped("qmpfuzz web has ended: what is shown is the last that it said.");
    }
  }
  later();
}

function stopped(why) {
  document.getElementById("connection").textContent = why;
}

function later() {
  const every = Number(document.querySelector("main").dataset.every ?? 0);
  if (every > 0) setTimeout(look, every);
}

addEventListener("DOMContentLoaded", later);
