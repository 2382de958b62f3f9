// What an authenticator answers, in WebAuthn's JSON form (https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson and
// #dictdef-authenticationresponsejson). Only what is read here is taken; browsers say more.
import * as z from 'zod/mini';

const base64url = (most: number) => z.string().check(z.maxLength(most), z.regex(/^[A-Za-z0-9_-]+={0,2}$/));
/** A credential's id has at most 1,023 bytes. */
const Id = base64url(1_400);

const credential = <Response extends z.ZodMiniType>(response: Response) =>
  z.object({
    id: Id,
    rawId: Id,
    type: z.literal('public-key'),
    response,
  });

export const NewPasskeyAnswer = credential(
  z.object({
    clientDataJSON: base64url(8_192),
    attestationObject: base64url(65_536),
    transports: z.exactOptional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(8))),
  }),
);
export type NewPasskeyAnswer = z.infer<typeof NewPasskeyAnswer>;

export const PasskeyAnswer = credential(
  z.object({
    clientDataJSON: base64url(8_192),
    authenticatorData: base64url(8_192),
    signature: base64url(8_192),
  }),
);
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;
