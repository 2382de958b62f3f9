// Every page is drawn in the browser: data comes only through the contract, never from a server load.
export const ssr = false;
