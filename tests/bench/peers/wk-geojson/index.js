// Mosaic reads well-known geometry with these; its six views here have none, and the package is not on every registry.
const unread = () => { throw new Error("no geometry is read in this benchmark"); };
export const wkbToGeoJSON = unread;
export const wktToGeoJSON = unread;
