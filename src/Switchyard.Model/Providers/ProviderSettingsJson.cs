using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>
/// The JSON form of <see cref="ProviderSettings"/>, the same in the API, in the database and in configuration files. Only what differs from the defaults is written.
/// Secrets (<c>secretAccessKey</c>, <c>sessionToken</c>) are write-only: <see cref="Write"/> never contains them, they travel apart in <see cref="WriteSecrets"/>.
/// </summary>
public static class ProviderSettingsJson
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>
    /// Reads settings. A field that is unknown, out of range or of another type than <paramref name="type"/> is a fault under <paramref name="prefix"/>; its value is then the default.
    /// A secret that is absent, empty or only said to be set (<c>{"set": true}</c>, as reads show it) reads as null.
    /// </summary>
    public static ProviderSettings Read(JsonElement json, ProviderType type, FaultList faults, string prefix = "settings", JsonScalars scalars = JsonScalars.Exact)
    {
        var fields = new JsonFields(json, faults, prefix, scalars);
        var settings = new ProviderSettings
        {
            MaxBodyBytes = (int?)fields.Whole("maxBodyBytes", 1024, 1 << 30),
            Timeouts = Timeouts(fields.Object("timeouts")),
            Failover = Failover(fields.Object("failover")),
            Keys = Keys(fields.Object("keys")),
            Breaker = Breaker(fields.Object("breaker")),
            Connections = Connections(fields.Object("connections")),
            OnDisconnect = fields.Choice("onDisconnect", DisconnectPolicy.Cancel, ("cancel", DisconnectPolicy.Cancel), ("drain", DisconnectPolicy.Drain)),
            SendActor = fields.Flag("sendActor", false),
            SendTrace = fields.Flag("sendTrace", false),
            Tools = fields.Choice("tools", true, ("on", true), ("off", false)),
            Passthrough = Passthrough(fields),
        };
        settings = ProviderTypeSettings.Read(settings, fields, type);
        fields.Finish();
        return settings;
    }

    /// <summary>
    /// Applies a PATCH to <paramref name="current"/> as RFC 7396 merges JSON: absent fields stay, <c>null</c> resets one to its default, a list replaces the whole list.
    /// For secrets absence keeps, <c>""</c> or <c>null</c> clears, a value replaces.
    /// </summary>
    public static ProviderSettings Patch(ProviderSettings current, JsonElement patch, ProviderType type, FaultList faults, string prefix = "settings")
    {
        using var existing = JsonDocument.Parse(Write(current));
        var merged = Read(JsonMerge.Apply(existing.RootElement, patch), type, faults, prefix);
        return merged.Bedrock is null ? merged : merged with { Bedrock = ProviderTypeSettings.KeepSecrets(current.Bedrock, merged.Bedrock, patch) };
    }

    /// <summary>The canonical text without secrets: equal settings give equal text. <c>{}</c> for the defaults.</summary>
    public static string Write(ProviderSettings settings) => ProviderSettingsWriter.Write(settings, showSecrets: false);

    /// <summary>As <see cref="Write"/>, and says of each secret that is set <c>{"set": true}</c>. What reads show; a PATCH that sends it back keeps the secret.</summary>
    public static string Show(ProviderSettings settings) => ProviderSettingsWriter.Write(settings, showSecrets: true);

    /// <summary>The secrets as JSON to be sealed, or null when there is none.</summary>
    public static string? WriteSecrets(ProviderSettings settings) => ProviderSettingsWriter.WriteSecrets(settings);

    /// <summary>Puts the secrets that <see cref="WriteSecrets"/> wrote into <paramref name="settings"/>. Null leaves them unset.</summary>
    /// <exception cref="JsonException"><paramref name="secrets"/> is not what <see cref="WriteSecrets"/> writes.</exception>
    public static ProviderSettings ReadSecrets(ProviderSettings settings, string? secrets) => ProviderTypeSettings.ReadSecrets(settings, secrets);

    private static TimeoutSettings Timeouts(JsonFields fields)
    {
        var defaults = TimeoutSettings.Default;
        var timeouts = new TimeoutSettings
        {
            Connect = fields.Duration("connect", defaults.Connect, Tick, Hour),
            Tls = fields.Duration("tls", defaults.Tls, Tick, Hour),
            Headers = fields.Duration("headers", defaults.Headers, Tick, Day),
            Idle = fields.Duration("idle", defaults.Idle, Tick, Day),
        };
        fields.Finish();
        return timeouts;
    }

    private static FailoverSettings Failover(JsonFields fields)
    {
        var defaults = FailoverSettings.Default;
        var failover = new FailoverSettings
        {
            Attempts = fields.Whole("attempts", defaults.Attempts, 1, 10),
            Window = fields.Duration("window", defaults.Window, Tick, Hour),
            Budget = (double?)fields.Number("budget", 0, 1) ?? defaults.Budget,
        };
        fields.Finish();
        return failover;
    }

    private static KeyCooldownSettings Keys(JsonFields fields)
    {
        var defaults = KeyCooldownSettings.Default;
        var before = fields.Faults.Count;
        var keys = new KeyCooldownSettings
        {
            RateLimited = fields.Duration("rateLimited", defaults.RateLimited, Tick, Day),
            Unauthorized = fields.Duration("unauthorized", defaults.Unauthorized, Tick, Day),
            Max = fields.Duration("max", defaults.Max, Tick, Day),
            Jitter = (double?)fields.Number("jitter", 0, 1) ?? defaults.Jitter,
        };
        if (fields.Faults.Count == before && keys.Max < keys.RateLimited)
        {
            fields.Fault("max", $"Is shorter than rateLimited ({Durations.Format(keys.RateLimited)}).");
        }

        fields.Finish();
        return keys;
    }

    private static BreakerSettings Breaker(JsonFields fields)
    {
        var defaults = BreakerSettings.Default;
        var breaker = new BreakerSettings
        {
            Enabled = fields.Flag("enabled", defaults.Enabled),
            Threshold = fields.Whole("threshold", defaults.Threshold, 1, 1000),
            Interval = fields.Duration("interval", defaults.Interval, Tick, Hour),
            Open = fields.Duration("open", defaults.Open, Tick, Hour),
            Probes = fields.Whole("probes", defaults.Probes, 1, 100),
            Entries = fields.Whole("entries", defaults.Entries, 1, 1000),
        };
        fields.Finish();
        return breaker;
    }

    private static ConnectionSettings Connections(JsonFields fields)
    {
        var defaults = ConnectionSettings.Default;
        var connections = new ConnectionSettings
        {
            Max = fields.Whole("max", defaults.Max, 1, 100_000),
            IdleTime = fields.Duration("idleTime", defaults.IdleTime, Tick, Day),
        };
        fields.Finish();
        return connections;
    }

    private static IReadOnlyList<string>? Passthrough(JsonFields fields)
    {
        var paths = fields.Texts("passthrough", 100, 256);
        for (var i = 0; i < (paths?.Count ?? 0); i++)
        {
            if (PassthroughPath.Fault(paths![i]) is { } fault)
            {
                fields.Fault($"passthrough[{i}]", fault);
            }
        }

        return paths;
    }
}
