/**
 * What no guest gets: files and sockets. There is never a descriptor or a socket, so whatever reaches a method came by a handle
 * that stands for nothing; it gets the interface's own error all the same where the method has one.
 */
import { textOf } from "./arguments.ts";
import { fail } from "./failure.ts";
import type { DeniedKind } from "./ports.ts";
import { defineInterface, defineResource } from "./resource.ts";
import { invalidUse, type World } from "./world.ts";

interface DeniedClass {
  /** Give a `result`: its error says what is denied. */
  readonly refusing: string;
  /** Give no `result`: a trap. */
  readonly trapping?: string;
}

const DESCRIPTOR: DeniedClass = {
  refusing: `readViaStream writeViaStream appendViaStream advise syncData getFlags getType setSize setTimes read write
    readDirectory sync createDirectoryAt stat statAt setTimesAt linkAt openAt readlinkAt removeDirectoryAt renameAt symlinkAt
    unlinkFileAt metadataHash metadataHashAt`,
  trapping: "isSameObject",
};
const TCP_SOCKET: DeniedClass = {
  refusing: `startBind finishBind startConnect finishConnect startListen finishListen accept localAddress remoteAddress
    setListenBacklogSize keepAliveEnabled setKeepAliveEnabled keepAliveIdleTime setKeepAliveIdleTime keepAliveInterval
    setKeepAliveInterval keepAliveCount setKeepAliveCount hopLimit setHopLimit receiveBufferSize setReceiveBufferSize
    sendBufferSize setSendBufferSize shutdown`,
  trapping: "isListening addressFamily subscribe",
};
const UDP_SOCKET: DeniedClass = {
  refusing: `startBind finishBind stream localAddress remoteAddress unicastHopLimit setUnicastHopLimit receiveBufferSize
    setReceiveBufferSize sendBufferSize setSendBufferSize`,
  trapping: "addressFamily subscribe",
};

export function createPreopens(world: World): object {
  return defineInterface(world, { getDirectories: () => [] });
}

export function createFilesystem(world: World): object {
  const denied = (name: string, list: DeniedClass): { readonly Class: object } =>
    deniedClass(world, "filesystem", "access", name, list);
  return defineInterface(
    world,
    { filesystemErrorCode: () => undefined },
    {
      Descriptor: denied("descriptor", DESCRIPTOR),
      DirectoryEntryStream: denied("directory-entry-stream", { refusing: "readDirectoryEntry" }),
    },
  );
}

/** The interfaces of `wasi:sockets`, by the last part of their names; they share one class `Network`. */
export function createSockets(world: World): { readonly [name: string]: () => object } {
  const Network = defineResource(world, "network", { methods: {} });
  const denied = (name: string, list: DeniedClass): { readonly Class: object } =>
    deniedClass(world, "sockets", "access-denied", name, list);
  const refuse = (what: string): never => {
    world.deny("sockets", what);
    return fail("access-denied");
  };
  return {
    network: () => defineInterface(world, { networkErrorCode: () => undefined }, { Network }),
    // Worth nothing, but the function has no error.
    "instance-network": () => defineInterface(world, { instanceNetwork: () => Network.make({}) }),
    "ip-name-lookup": () =>
      defineInterface(
        world,
        { resolveAddresses: (_network, name) => refuse(`resolve-addresses ${textOf(name)}`) },
        {
          ResolveAddressStream: denied("resolve-address-stream", {
            refusing: "resolveNextAddress",
            trapping: "subscribe",
          }),
        },
      ),
    tcp: () => defineInterface(world, {}, { TcpSocket: denied("tcp-socket", TCP_SOCKET) }),
    "tcp-create-socket": () => defineInterface(world, { createTcpSocket: () => refuse("create-tcp-socket") }),
    udp: () =>
      defineInterface(
        world,
        {},
        {
          UdpSocket: denied("udp-socket", UDP_SOCKET),
          IncomingDatagramStream: denied("incoming-datagram-stream", { refusing: "receive", trapping: "subscribe" }),
          OutgoingDatagramStream: denied("outgoing-datagram-stream", {
            refusing: "checkSend send",
            trapping: "subscribe",
          }),
        },
      ),
    "udp-create-socket": () => defineInterface(world, { createUdpSocket: () => refuse("create-udp-socket") }),
  };
}

export function createIncomingHandler(world: World): object {
  return defineInterface(world, {
    handle: () => {
      world.deny("http", "incoming-handler");
      return invalidUse("wasi:http/incoming-handler cannot be called: there are no incoming requests");
    },
  });
}

function deniedClass(
  world: World,
  kind: DeniedKind,
  error: string,
  name: string,
  { refusing, trapping = "" }: DeniedClass,
): { readonly Class: object } {
  const refuse = (method: string) => (): never => {
    world.deny(kind, `${name}.${method}`);
    return fail(error);
  };
  const trap = (method: string) => (): never => {
    world.deny(kind, `${name}.${method}`);
    return invalidUse(`${name}.${method} is denied`);
  };
  const rows = [
    ...wordsOf(refusing).map((method) => [method, refuse(method)] as const),
    ...wordsOf(trapping).map((method) => [method, trap(method)] as const),
  ];
  return defineResource(world, name, { methods: Object.fromEntries(rows), absent: {} });
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
