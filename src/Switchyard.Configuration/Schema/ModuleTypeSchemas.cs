using System.Text.Json.Nodes;
using Switchyard.Model.Modules.Types;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of the configurations of the types that come with the product. The readers in <c>Switchyard.Model.Modules.Types</c> decide; tests compare.</summary>
internal static class ModuleTypeSchemas
{
    private static readonly Dictionary<string, Func<JsonObject>> Known = new(StringComparer.Ordinal)
    {
        ["budget.cost"] = Budget,
        ["cache.exact"] = Cache,
        ["guardrail.regex"] = Guardrails,
        ["header.transform"] = Headers,
        ["log.requests"] = Log,
        ["ratelimit.requests"] = RequestRates,
        ["ratelimit.tokens"] = TokenRates,
        ["retry"] = Retries,
        ["route.fallback"] = Fallback,
        ["route.weighted"] = Weighted,
    };

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    public static JsonObject Of(string type) => Known[type]();

    private static JsonObject Headers() => Section(
        "Configuration of header.transform: headers of the connection, the message, credentials and Switchyard itself are refused.",
        ("request", Edits("Edits of what goes upstream: remove, then set, then append.")),
        ("response", Edits("Edits of what the client gets: remove, then set, then append.")));

    private static JsonObject Edits(string description) => Section(
        description,
        ("remove", Texts("Names of headers to take away.", HeaderTransform.MaxHeaders)),
        ("set", HeaderMap("Headers that have exactly this value afterwards.")),
        ("append", HeaderMap("Values to add to those a header has.")));

    private static JsonObject HeaderMap(string description) => new()
    {
        ["description"] = description,
        ["type"] = Types("object", "null"),
        ["maxProperties"] = HeaderTransform.MaxHeaders,
        ["additionalProperties"] = new JsonObject { ["type"] = Types("string", "number", "boolean", "null") },
    };

    private static JsonObject RequestRates() => Section(
        "Configuration of ratelimit.requests.",
        ("scope", Scope("access-key")),
        ("requestsPerMinute", Whole("Requests a minute; 0 is off.", 0, 10_000_000, 0)));

    private static JsonObject TokenRates() => Section(
        "Configuration of ratelimit.tokens.",
        ("scope", Scope("access-key")),
        ("tokens", Whole("Tokens in a window; 0 is off.", 0, 1_000_000_000_000, 0)),
        ("window", Duration("Length of a window.", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), TokenRate.UsualWindow)),
        ("count", Choice("Which tokens are counted.", "all", "all", "input", "output")));

    private static JsonObject Budget() => Section(
        "Configuration of budget.cost.",
        ("scope", Scope("user")),
        ("budget", Number("US dollars a calendar month in UTC; off if it is left out.", 0.000001m, 1_000_000_000)),
        ("warnAt", List("Shares of the budget at which an alert is published; 0.85 and 1 if it is left out.", 10, new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }, Reference()) })));

    private static JsonObject Guardrails() => Section(
        "Configuration of guardrail.regex.",
        ("rules", List(
            "Tried in order.",
            Guardrail.MaxRules,
            Item(
                "A rule.",
                ["name", "pattern"],
                ("name", Text("What refusals and metrics call it; unique, at most 64 characters.")),
                ("pattern", Text("Regular expression of the non-backtracking kind: no look-arounds, no back references.")),
                ("action", Choice("What is done where it matches; on a stream, mask refuses as block does.", "block", "block", "mask", "monitor")),
                ("on", Choice("Which texts are read.", "request", "request", "response", "both")),
                ("ignoreCase", Flag("Whether case makes no difference.", false)),
                ("replacement", Text("What stands in place of a match that is masked.", "[masked]"))))),
        ("timeout", Duration("Longest time one pattern may take with one text.", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1))),
        ("maxResponseBytes", Whole("Longest response that is read whole before the client gets it; a longer one is refused if a rule could refuse or mask it.", 1_024, 33_554_432, 1 << 20)));

    private static JsonObject Cache()
    {
        var usual = new ExactCacheConfig();
        return Section(
            "Configuration of cache.exact.",
            ("enabled", Flag("Whether answers are kept and given.", usual.Enabled)),
            ("scope", Choice("Whose requests share answers.", "access-key", "access-key", "user", "everyone")),
            ("ttl", Duration("How long an answer is given.", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7), usual.Ttl)),
            ("maxEntries", Whole("Most answers that are kept.", 1, 1_000_000, usual.MaxEntries)),
            ("maxBytes", Whole("Most bytes that are kept.", 1_024, 17_179_869_184, usual.MaxBytes)),
            ("maxEntryBytes", Whole("Longest answer that is kept, in bytes.", 1_024, 33_554_432, usual.MaxEntryBytes)));
    }

    private static JsonObject Retries() => Section(
        "Configuration of retry. What is left out stays as the provider's settings have it.",
        ("attempts", Whole("Most attempts of a request.", 1, 10)),
        ("window", new JsonObject
        {
            ["description"] = "No attempt begins later than this after the first. 0 to 10m.",
            ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/$defs/duration" }, Reference(), new JsonObject { ["type"] = "null" }),
        }),
        ("budget", Number("Most extra attempts as a share of the node's requests.", 0, 1)));

    private static JsonObject Weighted() => Section("Configuration of route.weighted.", ("routes", Aliases(("weight", Whole("Share of the sum of all weights; 0 only if the others fail.", 0, 1_000_000, 1)))));

    private static JsonObject Fallback() => Section(
        "Configuration of route.fallback.",
        ("routes", Aliases()),
        ("cooldown", Duration("How long a target that failed is tried last; 0 is off.", TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30))));

    private static JsonObject Aliases(params IEnumerable<(string Name, JsonObject Schema)> more) => List(
        "Aliases; each takes the place of a route of that name.",
        1_000,
        Item(
            "An alias and the models behind it.",
            ["alias", "targets"],
            ("alias", Text("What clients send as model; without a slash.")),
            ("targets", List(
                "At least one.",
                32,
                Item("A model of a provider.", ["provider", "model"], [("provider", Text("Name of a provider.")), ("model", Text("The upstream's own model name.")), .. more])))));

    private static JsonObject Log() => Section(
        "Configuration of log.requests.",
        ("sample", Number("Share of the requests that are logged; 0 is off.", 0, 1, 0)),
        ("failures", Flag("Whether every request that failed is logged, whatever the sample.", false)),
        ("slowerThan", Duration("Requests that took longer are logged, whatever the sample; 0 is off.", TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.Zero)));

    private static JsonObject Scope(string fallback) => Choice("What is counted together.", fallback, "node", "provider", "user", "access-key");
}
