// The test origin as a program of its own: node origin_server.mjs PORT USERS. Users 1..USERS have the passes pw-1..
import { Origin } from "./origin.mjs";

const [port, users] = process.argv.slice(2).map(Number);
await new Origin({
  port,
  users: Object.fromEntries(Array.from({ length: users }, (_, n) => [n + 1, { pass: `pw-${n + 1}`, handle: `user${n + 1}`, displayName: `User ${n + 1}` }])),
  guilds: [{ id: 7, name: "Old home", channels: [{ id: 31, name: "lobby" }] }],
}).up();
console.log("listening");
