/** What aftercare asks of the server. */
import { request } from "/assets/desk/api.js";

const part = encodeURIComponent;
const survey = (visit, rest = "") => `/v1/desk/aftercare/surveys/${part(visit)}${rest}`;
const again = (work, rest) => `/v1/desk/aftercare/returns/${part(work)}${rest}`;

/** Whom to ask, and how far the day is. */
export const readSurveys = () => request("GET", "/v1/desk/aftercare/surveys");
/** One customer, also one who was asked. */
export const readCustomer = (visit) => request("GET", survey(visit));
/** Notes a call: grades, nobody there, or given up. */
export const noteCall = (visit, body) => request("POST", survey(visit, "/calls"), { body });
/** Takes a call back. */
export const undoCall = (visit, call) => request("POST", survey(visit, `/calls/${part(call)}/undo`), { body: {} });
/** What is to be looked at again. */
export const readReturns = () => request("GET", "/v1/desk/aftercare/returns");
/** Says what kind of repair it was. */
export const chooseKind = (work, kind) => request("POST", again(work, "/kind"), { body: { kind } });
/** Notes a return call. */
export const noteReturnCall = (work, body) => request("POST", again(work, "/calls"), { body });
/** Ends what a call left open: `{what, text}`. */
export const endCall = (call, body) => request("POST", `/v1/desk/aftercare/return-calls/${part(call)}/end`, { body });
/** Sends somebody after a visit. */
export const sendAfter = (visit, body) => request("POST", `/v1/desk/visits/${part(visit)}/follow-ups`, { body });
/** All technicians. */
export const readTechnicians = () => request("GET", "/v1/desk/technicians");
/** What a month came to. */
export const readMonth = (month) => request("GET", `/v1/desk/aftercare/months/${part(month)}`);
/** Where the month is as a file. */
export const monthFile = (month, language) => `/v1/desk/aftercare/months/${part(month)}.csv?language=${part(language)}`;
