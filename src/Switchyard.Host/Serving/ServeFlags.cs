using System.CommandLine;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Serving;

/// <summary>The options of <c>serve</c> on the command line and in the environment, and how they become <see cref="ServeOptions"/>.</summary>
internal sealed class ServeFlags
{
    private readonly Option<string?> _listen = Text("--listen", "SWITCHYARD_LISTEN", "http://127.0.0.1:8080", "Address of the data plane.", "URL");
    private readonly Option<string?> _adminListen = Text("--admin-listen", "SWITCHYARD_ADMIN_LISTEN", "http://127.0.0.1:8081", "Address of the control plane, console, metrics and health.", "URL");
    private readonly Option<string?> _database = Text("--database", "SWITCHYARD_DATABASE", "switchyard.db in the data directory", "SQLite file, or PostgreSQL when the value has 'Host=' or begins with 'postgres://'.", "DATABASE");
    private readonly Option<string?> _dataDir = Text("--data-dir", "SWITCHYARD_DATA_DIR", "./data", "Where the node keeps its own files.", "DIR");
    private readonly Option<string[]> _config = new("--config") { Description = Describe("Configuration file or directory; may be repeated, later wins.", "SWITCHYARD_CONFIG", "none"), HelpName = "FILE|DIR", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _noWatch = new("--no-watch") { Description = Describe("Read configuration files at start and on request only, instead of following their changes.", null, "off") };
    private readonly Option<string?> _nodeName = Text("--node-name", "SWITCHYARD_NODE_NAME", "host name", "Name of the node in the rollout.", "NAME");
    private readonly Option<string?> _drain = Text("--drain-timeout", "SWITCHYARD_DRAIN_TIMEOUT", "30s", "Longest time running requests get at shutdown.", "DURATION");
    private readonly Option<string?> _egress = Text("--egress-allow", "SWITCHYARD_EGRESS_ALLOW", "none", "Loopback, private and other special addresses that may be dialled: CIDRs and host names, comma-separated.", "LIST");
    private readonly Option<string?> _logFormat = Text("--log-format", "SWITCHYARD_LOG_FORMAT", "text", "How logs are written: text or json.", "FORMAT");
    private readonly Func<string, string?> _environment;

    public ServeFlags(Func<string, string?> environment) => _environment = environment;

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_listen, _adminListen, _database, _dataDir, _config, _noWatch, _nodeName, _drain, _egress, _logFormat])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads flags and environment; every fault names the flag or the variable it came from.</summary>
    public ServeOptions? Read(ParseResult parsed, ServeDefaults defaults, FaultList faults)
    {
        var dataDirectory = Value(parsed, _dataDir, "SWITCHYARD_DATA_DIR").Text ?? defaults.DataDirectory;
        var options = new ServeOptions
        {
            Listen = Address(Value(parsed, _listen, "SWITCHYARD_LISTEN"), "http://127.0.0.1:8080", faults),
            AdminListen = Address(Value(parsed, _adminListen, "SWITCHYARD_ADMIN_LISTEN"), "http://127.0.0.1:8081", faults),
            DataDirectory = dataDirectory,
            Database = Value(parsed, _database, "SWITCHYARD_DATABASE").Text ?? Path.Combine(dataDirectory, "switchyard.db"),
            ConfigPaths = parsed.GetValue(_config) is { Length: > 0 } paths ? paths : Split(_environment("SWITCHYARD_CONFIG")),
            Watch = !parsed.GetValue(_noWatch),
            NodeName = Value(parsed, _nodeName, "SWITCHYARD_NODE_NAME").Text ?? Environment.MachineName,
            DrainTimeout = Duration(Value(parsed, _drain, "SWITCHYARD_DRAIN_TIMEOUT"), TimeSpan.FromSeconds(30), faults),
            EgressAllow = Value(parsed, _egress, "SWITCHYARD_EGRESS_ALLOW") is { Text: not null } egress ? Split(egress.Text) : defaults.EgressAllow,
            JsonLogs = LogFormat(Value(parsed, _logFormat, "SWITCHYARD_LOG_FORMAT"), faults),
            AdminToken = AdminToken(faults),
            SecretKeys = _environment("SWITCHYARD_SECRET_KEYS") is { Length: > 0 } keys ? new Secret(keys) : null,
        };
        return faults.IsEmpty ? options : null;
    }

    private static Option<string?> Text(string name, string variable, string fallback, string description, string helpName) =>
        new(name) { Description = Describe(description, variable, fallback), HelpName = helpName };

    private static string Describe(string description, string? variable, string fallback) =>
        variable is null ? $"{description} [default: {fallback}]" : $"{description} [env: {variable}] [default: {fallback}]";

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static Uri Address((string? Text, string Source) value, string fallback, FaultList faults)
    {
        if (Uri.TryCreate(value.Text ?? fallback, UriKind.Absolute, out var address) && address.Scheme is "http" && address.PathAndQuery is "/" && address.UserInfo.Length == 0)
        {
            return address;
        }

        faults.Add(value.Source, $"'{value.Text}' is not an address like http://127.0.0.1:8080 (scheme http, host, port, no path).");
        return new Uri(fallback);
    }

    private static TimeSpan Duration((string? Text, string Source) value, TimeSpan fallback, FaultList faults)
    {
        if (value.Text is null)
        {
            return fallback;
        }

        if (Model.Validation.Durations.TryParse(value.Text, out var duration) && duration >= TimeSpan.Zero)
        {
            return duration;
        }

        faults.Add(value.Source, $"'{value.Text}' is not a duration like 30s or 2m.");
        return fallback;
    }

    private static bool LogFormat((string? Text, string Source) value, FaultList faults)
    {
        if (value.Text is not (null or "text" or "json"))
        {
            faults.Add(value.Source, $"'{value.Text}' is not a log format; use text or json.");
        }

        return value.Text == "json";
    }

    private Secret? AdminToken(FaultList faults)
    {
        var token = _environment("SWITCHYARD_ADMIN_TOKEN");
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        if (token.Length < 16)
        {
            faults.Add("SWITCHYARD_ADMIN_TOKEN", "It needs 16 characters or more.");
        }

        return new Secret(token);
    }

    private (string? Text, string Source) Value(ParseResult parsed, Option<string?> option, string variable)
    {
        if (parsed.GetValue(option) is { Length: > 0 } flag)
        {
            return (flag, option.Name);
        }

        var value = _environment(variable);
        return (string.IsNullOrEmpty(value) ? null : value, variable);
    }
}
