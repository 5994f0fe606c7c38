// Replaces an operation by a panic in the module of `build --testing`, so that the package runs it like every call.

export const TRAP = 'Trap';

export function withTrap(module) {
  const { prototype } = module.Engine;
  const { call } = prototype;
  prototype.call = function (now, seed, operation, input) {
    return operation === TRAP ? this.trap(now, seed) : call.apply(this, [now, seed, operation, input]);
  };
}
