// Loaded before a server that would listen on every address and on a port of its own choice: it listens on loopback, on a port of the system's choice, and says which.
import net from "node:net";

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (_port, ...rest) {
  const callback = rest.find((each) => typeof each === "function");
  return listen.call(this, { port: 0, host: "127.0.0.1" }, () => {
    console.error(`loopback port ${this.address().port}`);
    callback?.();
  });
};
