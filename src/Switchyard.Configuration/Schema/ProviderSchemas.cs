using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Providers;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schema of <c>providers</c>.</summary>
internal static class ProviderSchemas
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static JsonObject Providers() => Named(
        "Upstream AI APIs.",
        FileSection.MaxObjects,
        "An upstream AI API. What a file defines can not be changed by the API.",
        ["name", "type"],
        ("name", Text("First path segment of its routes: lower-case letters, digits and single hyphens, at most 63 characters.")),
        ("type", new JsonObject { ["description"] = "The API family.", ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Types(ProviderTypes.Names) }, Reference(), new JsonObject { ["type"] = "null" }) }),
        ("displayName", Text("What people call it, at most 128 characters; the name if it is left out.")),
        ("baseUrl", Text("Absolute http or https address without user info, query and fragment; bedrock may do without when it has a region.")),
        ("enabled", Flag("A disabled provider answers 503.", true)),
        ("allowByok", Flag("Whether clients may bring their own upstream credential.", false)),
        ("selector", GatewaySchemas.Selector("provider")),
        ("settings", Settings()),
        ("keys", List(
            "Credentials in the order in which they are tried, at most 32.",
            1000,
            Section(
                "A credential.",
                ("key", Text("The secret, at most 10 KiB; best a reference to a variable.")),
                ("label", Text("What people call it, at most 128 characters.")),
                ("enabled", Flag("Whether requests use it.", true))))));

    private static JsonObject Settings() => Section(
        "Tuning, and what only some types have.",
        ("maxBodyBytes", Whole("Longest request body in bytes; the node's limit if it is left out.", 1024, 1 << 30)),
        ("timeouts", Timeouts()),
        ("failover", Failover()),
        ("keys", Cooldowns()),
        ("breaker", Breaker()),
        ("connections", Section(
            "Connections to the upstream.",
            ("max", Whole("Most connections.", 1, 100_000, ConnectionSettings.Default.Max)),
            ("idleTime", Duration("An idle connection is closed after this.", Tick, Day, ConnectionSettings.Default.IdleTime)))),
        ("onDisconnect", Choice("What happens to the upstream call when the client goes.", "cancel", "cancel", "drain")),
        ("sendActor", Flag("Sends X-Switchyard-Actor-Id and -Name upstream on intercepted requests.", false)),
        ("sendTrace", Flag("Passes traceparent upstream.", false)),
        ("tools", Choice("Whether requests to it may be given tools of workspaces.", "on", "on", "off")),
        ("passthrough", Texts("Paths relayed without interception, a trailing * matches the rest; the type's own list if it is left out.", 100)),
        ("keyless", Flag("openai-compatible: the server wants no key; none is sent, and none may be given.", false)),
        ("apiVersion", Text("azure-openai: the api-version query value.")),
        ("deployments", Deployments()),
        ("region", Text("bedrock: AWS region, for example eu-central-1.")),
        ("accessKeyId", Text("bedrock: static access key id; the platform's own credentials if it is left out.")),
        ("secretAccessKey", Secret("bedrock: static secret key; goes with accessKeyId.")),
        ("sessionToken", Secret("bedrock: session token of temporary credentials.")),
        ("models", List("bedrock: what each model can do; models not named pass unedited.", 200, Model())));

    private static JsonObject Timeouts()
    {
        var defaults = TimeoutSettings.Default;
        return Section(
            "Time limits of a call.",
            ("connect", Duration("To connect.", Tick, Hour, defaults.Connect)),
            ("tls", Duration("To shake hands.", Tick, Hour, defaults.Tls)),
            ("headers", Duration("Until the answer's headers.", Tick, Day, defaults.Headers)),
            ("idle", Duration("Silence within an answer.", Tick, Day, defaults.Idle)));
    }

    private static JsonObject Failover()
    {
        var defaults = FailoverSettings.Default;
        return Section(
            "How a failed attempt is repeated before the first byte.",
            ("attempts", Whole("Most attempts of a request.", 1, 10, defaults.Attempts)),
            ("window", Duration("None begins later than this.", Tick, Hour, defaults.Window)),
            ("budget", Number("Most further attempts as a share of all requests.", 0, 1, defaults.Budget)));
    }

    private static JsonObject Cooldowns()
    {
        var defaults = KeyCooldownSettings.Default;
        return Section(
            "How long a refused key rests.",
            ("rateLimited", Duration("After 429 without Retry-After.", Tick, Day, defaults.RateLimited)),
            ("unauthorized", Duration("After 401, doubling.", Tick, Day, defaults.Unauthorized)),
            ("max", Duration("At most; not shorter than rateLimited.", Tick, Day, defaults.Max)),
            ("jitter", Number("Share by which the end is moved at random.", 0, 1, defaults.Jitter)));
    }

    private static JsonObject Breaker()
    {
        var defaults = BreakerSettings.Default;
        return Section(
            "Circuit breaker per endpoint and model.",
            ("enabled", Flag("Whether there is one.", defaults.Enabled)),
            ("threshold", Whole("Consecutive failures that open it.", 1, 1000, defaults.Threshold)),
            ("interval", Duration("Time within which they count.", Tick, Hour, defaults.Interval)),
            ("open", Duration("How long it stays open.", Tick, Hour, defaults.Open)),
            ("probes", Whole("Requests let through to try.", 1, 100, defaults.Probes)),
            ("entries", Whole("Most breakers of a provider.", 1, 1000, defaults.Entries)));
    }

    private static JsonObject Deployments() => new()
    {
        ["description"] = "azure-openai: deployment per model name; a model not named is its own deployment.",
        ["type"] = Types("object", "null"),
        ["additionalProperties"] = new JsonObject { ["type"] = Types("string", "number", "boolean", "null") },
    };

    private static JsonObject Secret(string description) => new()
    {
        ["description"] = description,
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = Types("string", "number", "boolean", "null") },
            Section("What the API shows instead of the secret; it sets nothing.", ("set", Flag("Whether there is a secret.", false)))),
    };

    private static JsonObject Model() => Item(
        "A model.",
        ["name"],
        ("name", Text("The name clients send; a trailing * matches any suffix.")),
        ("id", Text("Bedrock model or inference profile id; the name if it is left out.")),
        ("betas", Texts("Beta flags that may pass; all if it is left out.", 100)),
        ("removedMembers", Texts("Members removed from the body besides those Bedrock never takes.", 100)),
        ("thinkingBudget", Flag("Turns adaptive thinking into a token budget.", false)));
}
