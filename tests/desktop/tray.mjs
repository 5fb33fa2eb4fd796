// A place for a tray on the session's bus, as a desktop's panel has one, and what stands in it.
import dbus from "dbus-next";

const { Interface, ACCESS_READ } = dbus.interface;
const NAME = "org.kde.StatusNotifierWatcher";

class Watcher extends Interface {
  items = [];
  wake = [];

  RegisterStatusNotifierItem(path) {
    this.items.push(path);
    for (const wake of this.wake.splice(0)) wake();
  }

  get IsStatusNotifierHostRegistered() {
    return true;
  }

  get ProtocolVersion() {
    return 0;
  }
}
Watcher.configureMembers({
  methods: { RegisterStatusNotifierItem: { inSignature: "s" } },
  properties: {
    IsStatusNotifierHostRegistered: { signature: "b", access: ACCESS_READ },
    ProtocolVersion: { signature: "i", access: ACCESS_READ },
  },
});

/** Opens the place. `item` waits for the next icon; `close` takes the place away. */
export async function openTray() {
  const bus = dbus.sessionBus();
  const watcher = new Watcher(NAME);
  let sender;
  bus.on("message", (message) => {
    if (message.member === "RegisterStatusNotifierItem") sender = message.sender;
  });
  bus.export("/StatusNotifierWatcher", watcher);
  await bus.requestName(NAME);
  const item = async () => {
    if (watcher.items.length === 0) await new Promise((wake) => watcher.wake.push(wake));
    return menuOf(bus, sender, watcher.items.at(-1));
  };
  return { item, close: () => bus.disconnect() };
}

async function menuOf(bus, sender, path) {
  const item = await bus.getProxyObject(sender, path);
  const { value } = await item.getInterface("org.freedesktop.DBus.Properties").Get("org.kde.StatusNotifierItem", "Menu");
  const menu = (await bus.getProxyObject(sender, value)).getInterface("com.canonical.dbusmenu");
  const entries = async () => {
    const [, [, , children]] = await menu.GetLayout(0, -1, []);
    return children.map(({ value: [id, properties] }) => ({ id, label: properties.label?.value ?? "" }));
  };
  const choose = async (label) => {
    const entry = (await entries()).find((one) => one.label.replaceAll("_", "") === label);
    await menu.Event(entry.id, "clicked", new dbus.Variant("s", ""), 0);
  };
  return { labels: async () => (await entries()).map(({ label }) => label.replaceAll("_", "")), choose };
}
