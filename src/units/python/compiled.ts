/**
 * Python compiles a module when it is first imported, and Slipway's steps write no bytecode, so each
 * step would compile all that it imports again. Dependencies are compiled once, when installed.
 */
export const compiled = "--compile-bytecode"
