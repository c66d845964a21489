// The map: guilds, their channels, the rooms of each, as a picture. What it shows stands in the lists below it as well.

const row = 34;
const box = { height: 24, guild: 150, channel: 170, room: 330 };
const column = { guild: 14, channel: 214, room: 444 };
const most = { guild: 18, channel: 21, room: 42 };

function node(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function shortened(text, length) {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length - 1).join("")}…` : text;
}

function label(svg, kind, y, text, state) {
  const x = column[kind];
  svg.append(node("rect", { class: "box", x, y: y - box.height / 2, width: box[kind], height: box.height, rx: 6 }));
  if (state) svg.append(node("circle", { class: `dot ${state}`, cx: x + 13, cy: y, r: 4 }));
  const written = node("text", { class: kind, x: x + (state ? 25 : 10), y: y + 4.5 }, shortened(text, most[kind]));
  written.append(node("title", {}, text));
  svg.append(written);
}

function link(svg, kinds, from, to, state) {
  const begin = column[kinds[0]] + box[kinds[0]];
  const end = column[kinds[1]];
  const middle = (begin + end) / 2;
  svg.append(node("path", { class: `link ${state}`, d: `M${begin} ${from} C${middle} ${from} ${middle} ${to} ${end} ${to}` }));
}

/** Where everything stands: each room has a row, and who has several stands in their middle. */
function lay(state) {
  let next = 0;
  const place = () => (next++ + 0.5) * row + 8;
  const middle = (of) => (of[0].y + of.at(-1).y) / 2;
  const guilds = state.guilds.map((guild) => {
    const channels = guild.channels.map((channel) => {
      const rooms = state.links.filter((one) => one.channel === channel.key).map((one) => ({ ...one, y: place() }));
      return { ...channel, rooms, y: rooms.length ? middle(rooms) : place() };
    });
    return { ...guild, channels, y: channels.length ? middle(channels) : place() };
  });
  return { guilds, height: next * row + 16 };
}

let shown = "";

export function drawMap(parent, state) {
  const facts = JSON.stringify([state.guilds, state.links.map((one) => [one.room, one.channel, one.state, one.muted])]);
  if (facts === shown) return;
  shown = facts;
  const { guilds, height } = lay(state);
  const width = column.room + box.room + 14;
  const joined = state.links.filter((one) => one.state === "joined").length;
  const svg = node("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `${guilds.length} guilds with ${state.links.length} rooms, ${joined} of them joined` });
  for (const guild of guilds) {
    for (const channel of guild.channels) {
      link(svg, ["guild", "channel"], guild.y, channel.y, "");
      for (const room of channel.rooms) link(svg, ["channel", "room"], channel.y, room.y, room.muted ? `${room.state} muted` : room.state);
      for (const room of channel.rooms) label(svg, "room", room.y, room.room, room.state);
      label(svg, "channel", channel.y, channel.name);
    }
    label(svg, "guild", guild.y, guild.name);
  }
  parent.replaceChildren(svg);
}
