// Keeps the Playground on loopback: it would listen on every interface, and it asks a cloud metadata address and
// telemetry hosts even with telemetry off. Loaded with `node --require`, before the Playground's own code.
"use strict";

const net = require("net");
const dns = require("dns");

const LOOPBACK = "127.0.0.1";
const isLocal = (host) => !host || host === "localhost" || host === "::1" || /^127\./.test(host);

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const first = args[0];
  if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) {
    const rest = args.slice(typeof args[1] === "string" ? 2 : 1);
    return listen.call(this, first, LOOPBACK, ...rest);
  }
  if (first && typeof first === "object" && first.port !== undefined) {
    return listen.call(this, { ...first, host: LOOPBACK }, ...args.slice(1));
  }
  return listen.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = function (host, options, callback) {
  const done = typeof options === "function" ? options : callback;
  if (isLocal(host) || net.isIP(host)) return lookup.apply(this, arguments);
  return process.nextTick(done, Object.assign(new Error(`off loopback: ${host}`), { code: "ENOTFOUND" }));
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = options && typeof options === "object" ? options.host : typeof args[1] === "string" ? args[1] : "";
  if (host && net.isIP(host) && !isLocal(host)) {
    process.nextTick(() => this.destroy(Object.assign(new Error(`off loopback: ${host}`), { code: "EHOSTUNREACH" })));
    return this;
  }
  return connect.apply(this, args);
};

// Ends with whoever started it: the local world holds the other end of standard input and never writes to it.
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0)).resume();
process.on("SIGTERM", () => process.exit(0));
