// Starts sio_echo with short times, and speaks raw HTTP and WebSocket to it.
import WebSocket from "ws";
import { freePort, start, stop, untilListening, until } from "../support/processes.mjs";

export const times = { interval: 300, timeout: 200, connect: 1000 };
export const maxPayload = 1_000_000;

export class Echo {
  static async up(mode) {
    const echo = new Echo();
    echo.port = await freePort();
    echo.path = mode === "engineio" ? "/engine.io/" : "/socket.io/";
    echo.child = start(process.env.SIO_ECHO, ["--port", echo.port, "--mode", mode, "--ping-interval", times.interval,
      "--ping-timeout", times.timeout, "--max-payload", maxPayload, "--connect-timeout", times.connect].map(String));
    await untilListening(echo.port, echo.child, "sio_echo");
    return echo;
  }

  async down() {
    return stop(this.child);
  }

  url(query, scheme = "http") {
    return `${scheme}://127.0.0.1:${this.port}${this.path}?${query}`;
  }

  http(query, init) {
    return fetch(this.url(query), { ...init, headers: { connection: "close", ...init?.headers } });
  }

  post(query, body, type = "text/plain;charset=UTF-8") {
    return this.http(query, { method: "POST", body, headers: { "content-type": type } });
  }

  /** A WebSocket whose frames can be taken one by one. */
  async socket(query) {
    const socket = new WebSocket(this.url(query, "ws"));
    socket.frames = [];
    socket.on("message", (data, binary) => socket.frames.push(binary ? data : data.toString()));
    socket.on("close", (code) => { socket.ended = code; });
    socket.on("error", (error) => { socket.failed = error; });
    socket.next = async () => {
      await until("a frame", () => socket.frames.length || socket.ended !== undefined, 5000, 5);
      if (!socket.frames.length) throw new Error(`closed with ${socket.ended}`);
      return socket.frames.shift();
    };
    socket.untilClosed = (limit = 5000) => until("the close", () => socket.ended !== undefined, limit, 5);
    await until("open or refused", () => socket.readyState === WebSocket.OPEN || socket.failed, 5000, 5);
    return socket;
  }
}

