import ipaddr from "ipaddr.js";

/**
 * Whether an address is on the public internet: whoever gives us one to call must not have us call our own network, nor
 * through one of the forms that carry an IPv4 address inside an IPv6 one.
 */
export const isPublicAddress = (address: string): boolean => ipaddr.isValid(address) && ipaddr.parse(address).range() === "unicast";
