// What vouchers say besides order, checks and parts: who came along, the site record, charges, promises, grades, corrections. Shown as
// it is sealed.

import { t } from "/assets/shared/i18n.js";
import { fullTime, longDay } from "/assets/shared/times.js";
import { el } from "../dom.js";
import { yuan } from "../money.js";
import { facts } from "../visit/section.js";
import { surveyText } from "../visit/survey.js";

/** The parts of the voucher for `details`; `part(title, ...content)` frames one. */
export function detailParts(details, part) {
  const { crew = [], lead, site = [], charges = [], amendments = [], survey, return_visit: back } = details;
  return [
    details.revision
      ? part(
          t("hs-revision", { n: details.revision }),
          el(
            "ul",
            { class: "plain" },
            amendments.map(({ reason }) => el("li", {}, reason)),
          ),
        )
      : null,
    crew.length > 0
      ? part(
          t("hs-crew"),
          facts([
            [t("hs-technician"), crew.map(({ name }) => name).join(t("hs-joint"))],
            [t("hs-lead"), lead?.name],
          ]),
        )
      : null,
    site.length > 0 ? part(t("hs-site"), facts(site.map(({ line, value }) => [t(`site_line-${line}`), value]))) : null,
    charges.length > 0 || details.service_type || details.collected_fen
      ? part(
          t("hs-money"),
          facts([
            [t("hs-service-type"), details.service_type ? t(`service_type-${details.service_type}`) : null],
            ...charges.map((one) => [t(`charge_kind-${one.what}`), `${one.text} ${yuan(one.amount_fen)}`]),
            [t("hs-sum"), details.charges_fen === undefined ? null : el("strong", {}, yuan(details.charges_fen))],
            [t("hs-collected"), details.collected_fen === undefined ? null : yuan(details.collected_fen)],
          ]),
        )
      : null,
    details.promised_for
      ? part(
          t("hs-promise-day"),
          el("p", {}, longDay(details.promised_for), el("span", { class: "soft" }, ` ${fullTime(details.promised_for)}`)),
        )
      : null,
    back
      ? part(
          t("hs-do-return-visit"),
          facts([
            [t("hs-return-of"), back.of],
            [t("hs-return-holds"), t(back.repair_holds ? "hs-yes" : "hs-no")],
            [t("hs-return-state"), back.state],
            [t("hs-return-opinion"), back.opinion],
            [t("hs-survey-suggestion"), back.suggestions],
            [t("hs-return-paid"), yuan(back.paid_fen)],
            [t("hs-return-due"), yuan(back.due_fen)],
          ]),
        )
      : null,
    survey ? part(t("hs-do-survey"), el("p", {}, surveyText({ survey: { scale: survey.scale, answer: survey } }))) : null,
  ];
}
