// The empty page the service worker answers with for any address while the coordinator cannot be reached.
// The app then starts in it and shows the screen of the real address.
export const prerender = true;
