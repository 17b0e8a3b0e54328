export function Journey() { return null; }
