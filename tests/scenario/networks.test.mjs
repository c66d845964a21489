// Rooms of different networks hear each other through one channel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ergo, inspircd, ngircd } from "../support/irc_servers.mjs";
import { sleep, until } from "../support/processes.mjs";

test("three networks, one channel, no echo", async () => {
  const servers = { a: await ngircd(), b: await inspircd(), c: await ergo() };
  const people = {};
  for (const [name, server] of Object.entries(servers)) people[name] = await IrcClient.join(server.port, `p${name}`, ["#gen"]);
  const bridge = await Bridge.make({
    networks: Object.entries(servers).map(([name, server]) => network(name, server.port)).join(""),
    channels: { general: ["irc.a/#gen", "irc.b/#gen", "irc.c/#gen"] },
  });
  await bridge.up();
  for (const person of Object.values(people)) await person.line(/^(@\S+ )?:gb\S* JOIN :?#gen/i);

  for (const [name, person] of Object.entries(people))
    for (let n = 0; n < 20; n++) person.say("#gen", `${name} ${n}`);

  for (const [name, person] of Object.entries(people)) {
    const others = Object.keys(people).filter((other) => other !== name);
    await until(`${name} hears the others`, () => person.said("#gen").length >= 40);
    await sleep(300);
    for (const other of others) {
      const heard = person.said("#gen").map(({ text }) => text).filter((text) => text.startsWith(`<p${other}> `));
      assert.deepEqual(heard, Array.from({ length: 20 }, (_, n) => `<p${other}> ${other} ${n}`));
    }
    assert.equal(person.said("#gen").length, 40, "and nothing of himself");
  }

  Object.values(people).forEach((person) => person.quit());
  assert.equal((await bridge.down()).code, 0);
  for (const server of Object.values(servers)) await server.down();
});
