// Files that are dropped anywhere on an element.
import { el } from "./dom.js";

export function takeDrops(target, take) {
  const veil = el("div", { class: "veil", "aria-hidden": "true" }, "Drop pictures here to send them");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;  // Entered elements that were not left; the events come for each within the target.
  const show = (change) => {
    depth = Math.max(0, change === 0 ? 0 : depth + change);
    veil.classList.toggle("shown", depth > 0);
  };
  target.append(veil);
  target.addEventListener("dragenter", (event) => hasFiles(event) && show(1));
  target.addEventListener("dragleave", (event) => hasFiles(event) && show(-1));
  target.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  target.addEventListener("drop", (event) => {
    show(0);
    if (!hasFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}
