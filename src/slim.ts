export { type InitOptions, init, initSync, type ModuleSource } from "./core/init.ts";
export * from "./index.ts";
