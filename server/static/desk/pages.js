/**
 * The pages of the desk, in the order of the navigation. `name` is the folder below `/assets/` and the message `page-NAME`; `path` is
 * where the page is, and everything below it; who lacks `permission` is not offered it. A page that is `within` another one is reached from there.
 */
export const PAGES = Object.freeze([
  { name: "board", path: "/board", icon: "board", permission: "work:read" },
  { name: "register", path: "/register", icon: "all", permission: "work:read" },
  { name: "plan", path: "/plan", icon: "clock", permission: "work:read" },
  { name: "visit", path: "/visits", icon: "board", permission: "work:read", within: "board" },
  { name: "stock", path: "/stock", icon: "part", permission: "work:read" },
  { name: "old_parts", path: "/old-parts", icon: "swap", permission: "work:read" },
  { name: "complaints", path: "/complaints", icon: "complaint", permission: "work:read" },
  { name: "reports", path: "/reports", icon: "reports", permission: "reports:read" },
  { name: "contracts", path: "/contracts", icon: "finished", permission: "work:read" },
  { name: "aftercare", path: "/aftercare", icon: "phone", permission: "work:read" },
  { name: "settings", path: "/settings", icon: "settings", permission: "people:write" },
]);

/** The page at `pathname`, or null. */
export function pageAt(pathname) {
  return PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`)) ?? null;
}
