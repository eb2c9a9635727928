/** What is read at all. The defaults are several times what the largest real components need. */
export interface BinaryLimits {
  readonly bytes: number;
  /** How deep components, and types within types, may be nested. */
  readonly depth: number;
  /** Core modules, and nested components, at every depth. */
  readonly modules: number;
  readonly components: number;
  /** Instances that come into being when the component is instantiated: a module counts each time. */
  readonly instances: number;
  /** Memories, and tables, that all modules define. */
  readonly definitions: number;
  /** Names in all sections that mean something. */
  readonly names: number;
  /** Bytes of one name of a core module; a mangled C++ name can be long. */
  readonly coreNameBytes: number;
  /** Bytes of one name of a component. */
  readonly nameBytes: number;
}

export const BINARY_LIMITS: BinaryLimits = {
  bytes: 128 * 1024 * 1024,
  depth: 16,
  modules: 500,
  components: 500,
  instances: 2000,
  definitions: 1000,
  names: 500_000,
  coreNameBytes: 4096,
  nameBytes: 512,
};
