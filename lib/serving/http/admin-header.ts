/** Header that holds the key of the routes under /admin. */
export const ADMIN_KEY_HEADER = "x-admin-key";
