/** The version of this program: package.json's, which a bundle cannot read. */
export const version = "0.1.0"
