import { type RenderedAlert, rendered } from "./rendered.ts";
import { ofCertManager, type Piece, type Scraped, type Series, values } from "./series.ts";
import type { LabCertificate, WatchedRule } from "./watched.ts";

const HOUR = 3600;
/** Minute 0 of all stories, in seconds since 1970: what is long past in a story is still later than 0. */
const START = 2_000_000_000;

/** A moment of a story as a metric says it; 0 is what cert-manager says of one that is not known. */
function moment(seconds: number): number {
  return seconds === 0 ? 0 : START + Math.floor(seconds);
}

/** One group of `promtool test rules`. */
export interface Scenario {
  readonly name: string;
  readonly interval: "1m";
  readonly start_timestamp: string;
  readonly input_series: readonly Series[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
  readonly alert_rule_test?: readonly RenderedAlert[];
}

/** An alert that fires, by the labels that tell it from others. */
type Firing = readonly [alert: string, labels?: Readonly<Record<string, string>>];

/** What the world looks like from minute 0 on, in seconds since then. What is not said is as it should be. */
interface Story {
  readonly minutes: number;
  /** Each life of a Certificate: how many minutes its certificate is current, when it ends and when it is due. Absent: far from both. */
  readonly lives?: Readonly<Record<string, readonly { readonly minutes: number; readonly end: number; readonly due: number }[]>>;
  readonly notReady?: readonly string[];
  /** Certificates that Prometheus knows nothing of. */
  readonly unseen?: readonly string[];
  readonly issuersNotReady?: readonly string[];
  /** Of a target: which end it presents, or how a Probe of it fails. Absent: that of the current certificate, three minutes late. */
  readonly served?: Readonly<Record<string, readonly Piece[] | "unreachable" | "no TLS" | "not asked">>;
  /** The minute at which cert-manager's pod is replaced. */
  readonly restart?: number;
}

/**
 * What happens to a rule's certificates, for one way of scraping, and the alerts that have to fire, and no others: all there is, or
 * only how certificates are renewed and not renewed.
 */
export function scenariosOf(rule: WatchedRule, scraped: Scraped, what: "all" | "lives"): readonly Scenario[] {
  const build = (name: string, story: Story, expected: readonly (readonly [minute: number, firing: readonly Firing[]])[]): Scenario => ({
    name: `${rule.title}, ${scraped}: ${name}`,
    interval: "1m",
    start_timestamp: String(START),
    input_series: [...certificateSeries(rule, story, scraped), ...issuerSeries(rule, story, scraped), ...probeSeries(rule, story)],
    promql_expr_test: expected.map(([minute, firing]) => firingAt(minute, firing)),
  });
  const [first] = rule.certificates;
  const lives = rule.certificates.flatMap((certificate) => [renewed(build, certificate), ...notRenewed(build, rule, certificate)]);
  if (what === "lives") return lives;
  return [
    ...lives,
    ...rule.certificates.map(({ name }) =>
      build(`${name} is not issued yet`, { minutes: 60, lives: { [name]: [{ minutes: 60, end: 0, due: 0 }] }, notReady: [name] }, [
        [13, []],
        [18, [["CertificateNotReady", { name }]]],
      ]),
    ),
    ...(first ? [build("metrics of one are missing", { minutes: 60, unseen: [first.name] }, NOT_WATCHED)] : []),
    ...(first
      ? [build("metrics of all are missing", { minutes: 60, unseen: rule.certificates.map(({ name }) => name) }, NOT_WATCHED)]
      : []),
    ...rule.issuers.map(({ kind, name }) =>
      build(`${kind} ${name} is not ready`, { minutes: 60, issuersNotReady: [`${kind} ${name}`] }, [
        [13, []],
        [18, [["IssuerNotReady", { name }]]],
      ]),
    ),
    ...[...rule.probes].flatMap(([name, { targets }]) => serving(build, rule, name, targets)),
  ];
}

/** What comes of missing metrics: one alert for all certificates of a rule. */
const NOT_WATCHED: readonly (readonly [number, readonly Firing[]])[] = [
  [28, []],
  [33, [["CertificatesNotWatched"]]],
];

type Build = (name: string, story: Story, expected: readonly (readonly [number, readonly Firing[]])[]) => Scenario;

/** How many minutes a renewal takes at most while nothing is wrong: five, or less where there is little time. */
function delayOf({ slack }: LabCertificate): number {
  return Math.max(1, Math.min(5, Math.floor(slack / 8 / 60)));
}

/** Due after an hour, renewed some minutes later: no alert, at no time. cert-manager's pod is replaced in between. */
function renewed(build: Build, certificate: LabCertificate): Scenario {
  const { name, slack, life } = certificate;
  const before = 60 + delayOf(certificate);
  const lives = [
    { minutes: before, end: HOUR + slack, due: HOUR },
    { minutes: 200 - before, end: before * 60 + life, due: before * 60 + life - slack },
  ];
  // A short life would be due again before the story ends.
  const minutes = Math.min(200, before + Math.floor((life - slack) / 60));
  const scenario = build(`${name} is renewed`, { minutes, lives: { [name]: lives }, restart: 62 }, []);
  const ever = {
    expr: 'count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[4h]))',
    eval_time: `${minutes - 1}m`,
    exp_samples: [],
  };
  return { ...scenario, promql_expr_test: [ever] };
}

/** Never renewed: a warning when that is overdue, one at half of its slack, a page at a quarter; all before it ends. */
function notRenewed(build: Build, rule: WatchedRule, certificate: LabCertificate): readonly Scenario[] {
  const { name, slack, matters } = certificate;
  const hold = Math.max(1, Math.min(10, Math.floor(slack / 8 / 60)));
  const overdue = Math.ceil(Math.min(HOUR, slack / 4) / 60);
  const late: Firing = ["CertificateRenewalOverdue", { name }];
  const soon: Firing = ["CertificateExpiresSoon", { name }];
  const page: Firing = ["CertificateAboutToExpire", { name }];
  const outlived: readonly Firing[] =
    rule.alertNames.includes("AuthorityEndsBeforeItsLeaves") && certificate.isCA && signs(rule, name)
      ? [["AuthorityEndsBeforeItsLeaves", { name }]]
      : [];
  const served = (rule.probes.get(name)?.targets ?? []).map((instance): Firing => ["ServedCertificateAboutToExpire", { instance }]);
  /** A window that begins half an hour before a certificate has only so many seconds left. */
  const window = (what: string, left: number, before: readonly Firing[], after: readonly Firing[], grace = 0): Scenario => {
    const lead = 30 + hold;
    const end = lead * 60 + left;
    const life = { minutes: 130, end, due: end - slack };
    const fires = lead + grace + hold + 2;
    return build(`${name} is not renewed, ${what}`, { minutes: 130, lives: { [name]: [life] }, restart: lead + 1 }, [
      [lead + grace - 2, before],
      // True, but not for long enough.
      [lead + grace + (hold < 4 ? -2 : hold - 2), before],
      [fires, after],
    ]);
  };
  const fires = 30 + hold + overdue + hold + 2;
  const text = rendered(rule, "CertificateRenewalOverdue", fires, { name }, (overdue + hold + 2) * 60);
  const due = { ...window("overdue", slack, [], [late, ...outlived], overdue), alert_rule_test: [text] };
  // Where there are but minutes, the moments run into each other: what counts is that all fires before the end.
  if (slack < 4 * HOUR) {
    const end = 30 * 60 + slack;
    const all = matters ? [late, soon, ...(slack / 4 > (hold + 1) * 60 ? [page, ...served] : [])] : [late];
    const life = { minutes: 290, end, due: 30 * 60 };
    const checks = [
      [29, []],
      [Math.floor(end / 60) - 1, [...all, ...outlived]],
    ] as const;
    return slack / 4 > (hold + 1) * 60 ? [build(`${name} is not renewed`, { minutes: 290, lives: { [name]: [life] } }, checks)] : [];
  }
  const known = [late, ...outlived];
  if (!matters) return [due, window("half of its slack gone", slack / 2, known, known), window("almost expired", slack / 4, known, known)];
  return [
    due,
    window("half of its slack gone", slack / 2, known, [...known, soon]),
    window(
      "almost expired",
      slack / 4,
      [...known, soon],
      [...known, soon, page, ...(rule.probes.has(name) && isKnown(rule, name) ? served : [])],
    ),
    ...(rule.probes.has(name) && !isKnown(rule, name)
      ? [window("twelve hours left", 12 * HOUR, [...known, soon, page], [...known, soon, page, ...served])]
      : []),
  ];
}

/** Whether a CA's rule has an alert on leaves that outlive it. */
function signs(rule: WatchedRule, name: string): boolean {
  const groups = rule.groups as readonly { rules: readonly { alert: string; expr: string }[] }[];
  return groups.some(({ rules }) =>
    rules.some(({ alert, expr }) => alert === "AuthorityEndsBeforeItsLeaves" && expr.includes(`name="${name}"`)),
  );
}

/** Whether a Certificate's life stands in its spec: without that, what is served has a lead of twelve hours. */
function isKnown(rule: WatchedRule, name: string): boolean {
  const groups = rule.groups as readonly { rules: readonly { alert: string; expr: string }[] }[];
  return groups.some(({ rules }) =>
    rules.some(
      ({ alert, expr }) => alert === "CertificateExpiresSoon" && expr.includes(`"${name}"`) && !expr.includes("renewal_timestamp"),
    ),
  );
}

/** What servers present. */
function serving(build: Build, rule: WatchedRule, name: string, targets: readonly string[]): readonly Scenario[] {
  const certificate = rule.certificates.find((each) => each.name === name);
  const [first = "", second = first] = targets;
  if (!certificate) return [];
  const { life, slack } = certificate;
  const end = HOUR + slack;
  const lives = {
    [name]: [
      { minutes: 60, end, due: HOUR },
      { minutes: 90, end: HOUR + life, due: HOUR + life - slack },
    ],
  };
  const labels = { ...rule.probes.get(name)?.labels, job: "probe" };
  const dark = (how: "unreachable" | "no TLS"): Scenario => ({
    ...build(`${second} is seen by nobody: ${how}`, { minutes: 60, served: { [second]: how } }, [
      [13, []],
      [18, [["ServedCertificateNotSeen", { instance: second }]]],
    ]),
    alert_rule_test: [rendered(rule, "ServedCertificateNotSeen", 18, { ...labels, instance: second }, 0)],
  });
  const outdated = build("one server has not loaded the renewed certificate", { minutes: 150, lives, served: { [first]: [[end, 150]] } }, [
    [60 + 9, []],
    [60 + 13, [["ServedCertificateOutdated", { instance: first }]]],
    [145, [["ServedCertificateOutdated", { instance: first }]]],
  ]);
  return [
    { ...outdated, alert_rule_test: [rendered(rule, "ServedCertificateOutdated", 145, { ...labels, instance: first }, 0)] },
    build(
      "one server loads it after eight minutes",
      {
        minutes: 150,
        lives,
        served: {
          [first]: [
            [end, 68],
            [HOUR + life, 82],
          ],
        },
      },
      [
        [67, []],
        [80, []],
        [145, []],
      ],
    ),
    dark("unreachable"),
    dark("no TLS"),
    build(
      "Prometheus asks for none",
      { minutes: 60, served: Object.fromEntries(targets.map((target) => [target, "not asked"] as const)) },
      [
        [13, []],
        [18, [["ServedCertificateNotSeen"]]],
      ],
    ),
  ];
}

function firingAt(minute: number, firing: readonly Firing[]): Scenario["promql_expr_test"][number] {
  return {
    expr: 'count by (alertname, name, instance) (ALERTS{alertstate="firing"})',
    eval_time: `${minute}m`,
    exp_samples: firing.map(([alertname, labels = {}]) => ({
      labels: `{${Object.entries({ alertname, ...labels })
        .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
        .join(",")}}`,
      value: 1,
    })),
  };
}

/** Lives of a certificate that nothing is to happen to. */
const FAR = 10 * 365 * 24 * HOUR;

function livesOf({ name, slack }: LabCertificate, { lives = {}, minutes }: Story) {
  return lives[name] ?? [{ minutes, end: FAR + slack, due: FAR }];
}

/** Values of one series, from one pod of cert-manager until it is replaced, and from the next one from then on. */
function acrossPods(rule: (pod: string) => string, pieces: readonly Piece[], { restart, minutes }: Story): readonly Series[] {
  if (restart === undefined) return [{ series: rule("cert-manager-a"), values: values(...cut(pieces, 0, minutes)) }];
  return [
    { series: rule("cert-manager-a"), values: values(...cut(pieces, 0, restart)) },
    { series: rule("cert-manager-b"), values: values([undefined, restart], ...cut(pieces, restart, minutes)) },
  ];
}

/** The part of some pieces between two minutes. */
function cut(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  let at = 0;
  return pieces.flatMap(([value, minutes]): readonly Piece[] => {
    const [start, end] = [Math.max(at, from), Math.min(at + minutes, to)];
    at += minutes;
    return end > start ? [[value, end - start]] : [];
  });
}

function certificateSeries(rule: WatchedRule, story: Story, scraped: Scraped): readonly Series[] {
  return rule.certificates.flatMap((certificate) => {
    const { name, namespace } = certificate;
    if (story.unseen?.includes(name)) return [];
    const own = { name, namespace, issuer_name: "an-issuer", issuer_kind: "Issuer", issuer_group: "cert-manager.io" };
    const lives = livesOf(certificate, story);
    const ready = story.notReady?.includes(name) ? 0 : 1;
    const series = (metric: string, pieces: readonly Piece[], more: Readonly<Record<string, string>> = {}) =>
      acrossPods((pod) => ofCertManager(metric, scraped, pod, { ...own, ...more }), pieces, story);
    return [
      ...series(
        "certmanager_certificate_expiration_timestamp_seconds",
        lives.map(({ end, minutes }): Piece => [moment(end), minutes]),
      ),
      ...series(
        "certmanager_certificate_renewal_timestamp_seconds",
        lives.map(({ due, minutes }): Piece => [moment(due), minutes]),
      ),
      ...series("certmanager_certificate_ready_status", [[ready, story.minutes]], { condition: "True" }),
      ...series("certmanager_certificate_ready_status", [[1 - ready, story.minutes]], { condition: "False" }),
      // Of the same name in another namespace: expired, and nobody's business here.
      ...acrossPods(
        (pod) => ofCertManager("certmanager_certificate_expiration_timestamp_seconds", scraped, pod, { ...own, namespace: "elsewhere" }),
        [[1, story.minutes]],
        story,
      ),
    ];
  });
}

function issuerSeries(rule: WatchedRule, story: Story, scraped: Scraped): readonly Series[] {
  return rule.issuers.flatMap(({ kind, name, namespace }) => {
    const metric = kind === "Issuer" ? "certmanager_issuer_ready_status" : "certmanager_clusterissuer_ready_status";
    const ready = story.issuersNotReady?.includes(`${kind} ${name}`) ? 0 : 1;
    const own = { name, ...(namespace === undefined ? {} : { namespace }), condition: "True" };
    return acrossPods((pod) => ofCertManager(metric, scraped, pod, own), [[ready, story.minutes]], story);
  });
}

function probeSeries(rule: WatchedRule, story: Story): readonly Series[] {
  return [...rule.probes].flatMap(([certificate, { labels, targets }]) => {
    const watched = rule.certificates.find(({ name }) => name === certificate);
    return targets.flatMap((instance): readonly Series[] => {
      const given = story.served?.[instance];
      if (given === "not asked" || !watched) return [];
      const own = Object.entries({ ...labels, instance, job: "probe" }).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      const series = (metric: string, pieces: readonly Piece[]): Series => ({
        series: `${metric}{${own.join(",")}}`,
        values: values(...pieces),
      });
      if (given === "unreachable") return [series("probe_success", [[0, story.minutes]])];
      if (given === "no TLS") return [series("probe_success", [[1, story.minutes]])];
      const ends =
        given ??
        lateBy(
          3,
          livesOf(watched, story).map(({ end, minutes }): Piece => [end, minutes]),
          story.minutes,
        );
      return [
        series("probe_success", [[1, story.minutes]]),
        series(
          "probe_ssl_earliest_cert_expiry",
          ends.map(([end = 0, minutes]): Piece => [moment(end), minutes]),
        ),
      ];
    });
  });
}

/** Pieces that come some minutes late; a certificate that is not issued is served by nobody. */
function lateBy(minutes: number, pieces: readonly Piece[], until: number): readonly Piece[] {
  const [first, ...rest] = pieces;
  if (!first || first[0] === 0) return [[FAR, until]];
  return cut([[first[0], first[1] + minutes], ...rest], 0, until);
}
