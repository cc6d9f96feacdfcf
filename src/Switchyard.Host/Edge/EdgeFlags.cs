using System.CommandLine;
using Switchyard.Edge.Options;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Model.Access;
using Switchyard.Model.Egress;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Edge;

/// <summary>The options of <c>edge</c> on the command line and in the environment, and how they become <see cref="EdgeProcessOptions"/>.</summary>
internal sealed class EdgeFlags
{
    private const string TokenVariable = "SWITCHYARD_GATEWAY_TOKEN";
    private static readonly ReconnectOptions Defaults = new();

    private readonly Option<string?> _controlPlane = FlagValues.Option("--control-plane", "SWITCHYARD_CONTROL_PLANE", "none, required", "Address of the control plane.", "URL");
    private readonly Option<string?> _tokenFile = FlagValues.Option("--token-file", null, $"the token itself in {TokenVariable}", "File with the gateway's token (swg_…).", "FILE");
    private readonly Option<string?> _listen = FlagValues.Option("--listen", "SWITCHYARD_LISTEN", "http://127.0.0.1:8080", "Address of the data plane.", "URL");
    private readonly Option<string?> _adminListen = FlagValues.Option("--admin-listen", "SWITCHYARD_ADMIN_LISTEN", "http://127.0.0.1:8081", "Address of health (/livez, /readyz) and metrics.", "URL");
    private readonly Option<string?> _dataDir = FlagValues.Option("--data-dir", "SWITCHYARD_DATA_DIR", "./data", "Where the edge keeps its last good state, its journal and its key.", "DIR");
    private readonly Option<string?> _maxOffline = FlagValues.Option("--max-offline", "SWITCHYARD_MAX_OFFLINE", "server.edge.maxOffline, 24h", "Longest time without contact for which access keys are trusted; 0 for ever.", "DURATION");
    private readonly Option<string?> _egress = FlagValues.Option("--egress-allow", "SWITCHYARD_EGRESS_ALLOW", "none", "Loopback, private and other special addresses that may be dialled: CIDRs and host names, comma-separated.", "LIST");
    private readonly Option<string?> _drain = FlagValues.Option("--drain-timeout", "SWITCHYARD_DRAIN_TIMEOUT", "30s", "Longest time running requests get at shutdown.", "DURATION");
    private readonly Option<string?> _logFormat = FlagValues.Option("--log-format", "SWITCHYARD_LOG_FORMAT", "text", "How logs are written: text or json.", "FORMAT");
    private readonly Option<string?> _reconnectMin = FlagValues.Option("--reconnect-min", null, "100ms", "First wait before a new connection; doubled with each failure, with full jitter.", "DURATION");
    private readonly Option<string?> _reconnectMax = FlagValues.Option("--reconnect-max", null, "15s", "Longest wait before a new connection.", "DURATION");
    private readonly Option<string?> _reconnectReset = FlagValues.Option("--reconnect-reset", null, "60s", "How long a connection must hold to begin with the first wait again.", "DURATION");
    private readonly Option<string?> _reconnectRefused = FlagValues.Option("--reconnect-refused", null, "60s", "Wait after the control plane has refused this edge.", "DURATION");
    private readonly Func<string, string?> _environment;
    private readonly FlagValues _values;
    private readonly TlsFlags _tls;
    private readonly SecretKeyFlags _secretKeys;

    public EdgeFlags(Func<string, string?> environment)
    {
        _environment = environment;
        _values = new FlagValues(environment);
        _tls = new TlsFlags(_values);
        _secretKeys = new SecretKeyFlags(_values, environment);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
        [
            _controlPlane, _tokenFile, _listen, _adminListen, _dataDir, _maxOffline, _egress, _drain, _logFormat, _reconnectMin, _reconnectMax, _reconnectReset, _reconnectRefused,
        ])
        {
            command.Options.Add(option);
        }

        _tls.AddTo(command);
        _secretKeys.AddTo(command);
    }

    /// <summary>Reads flags and environment; every fault names the flag or the variable it came from.</summary>
    public EdgeProcessOptions? Read(ParseResult parsed, FaultList faults)
    {
        var maxOffline = _values.Read(parsed, _maxOffline, "SWITCHYARD_MAX_OFFLINE");
        var controlPlane = ControlPlane(_values.Read(parsed, _controlPlane, "SWITCHYARD_CONTROL_PLANE"), faults);
        var token = Token(_values.Read(parsed, _tokenFile, null).Text, faults);
        var egress = FlagValues.Split(_values.Read(parsed, _egress, "SWITCHYARD_EGRESS_ALLOW").Text);
        EgressPolicy.Parse(egress, faults, _egress.Name);
        var listen = FlagValues.Address(_values.Read(parsed, _listen, "SWITCHYARD_LISTEN"), "http://127.0.0.1:8080", faults);
        var adminListen = FlagValues.Address(_values.Read(parsed, _adminListen, "SWITCHYARD_ADMIN_LISTEN"), "http://127.0.0.1:8081", faults);
        var reconnect = new ReconnectOptions
        {
            Min = Positive(parsed, _reconnectMin, Defaults.Min, faults),
            Max = Positive(parsed, _reconnectMax, Defaults.Max, faults),
            Reset = Positive(parsed, _reconnectReset, Defaults.Reset, faults),
            Refused = Positive(parsed, _reconnectRefused, Defaults.Refused, faults),
        };
        var options = new EdgeProcessOptions
        {
            Listen = listen,
            AdminListen = adminListen,
            Tls = _tls.Read(parsed, faults, listen, adminListen),
            Edge = new EdgeOptions
            {
                ControlPlane = controlPlane,
                Token = token,
                DataDirectory = _values.Read(parsed, _dataDir, "SWITCHYARD_DATA_DIR").Text ?? "./data",
                MaxOffline = maxOffline.Text is null ? null : FlagValues.Duration(maxOffline, TimeSpan.Zero, faults),
                Reconnect = reconnect,
            },
            DrainTimeout = FlagValues.Duration(_values.Read(parsed, _drain, "SWITCHYARD_DRAIN_TIMEOUT"), TimeSpan.FromSeconds(30), faults),
            EgressAllow = egress,
            JsonLogs = FlagValues.LogFormat(_values.Read(parsed, _logFormat, "SWITCHYARD_LOG_FORMAT"), faults),
            SecretKeys = _secretKeys.Read(parsed, faults),
        };
        return faults.IsEmpty ? options : null;
    }

    private static Uri ControlPlane((string? Text, string Source) value, FaultList faults)
    {
        if (value.Text is null)
        {
            faults.Add("--control-plane", "The control plane's address is needed: --control-plane URL or SWITCHYARD_CONTROL_PLANE.");
        }
        else if (Uri.TryCreate(value.Text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery is "/" && address.UserInfo.Length == 0)
        {
            return address;
        }
        else
        {
            faults.Add(value.Source, $"'{value.Text}' is not an address like https://switchyard.example:8081 (scheme http or https, host, port, no path).");
        }

        return new Uri("http://127.0.0.1:8081");
    }

    private TimeSpan Positive(ParseResult parsed, Option<string?> option, TimeSpan fallback, FaultList faults)
    {
        var value = _values.Read(parsed, option, null);
        var duration = FlagValues.Duration(value, fallback, faults);
        if (duration > TimeSpan.Zero)
        {
            return duration;
        }

        faults.Add(value.Source, "It must be longer than 0.");
        return fallback;
    }

    // Never repeats what it read: it is, or was meant to be, a secret.
    private Secret Token(string? file, FaultList faults)
    {
        var text = _environment(TokenVariable)?.Trim();
        var source = TokenVariable;
        if (file is not null)
        {
            source = "--token-file";
            try
            {
                text = File.ReadAllText(file).Trim();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                faults.Add(source, $"{file} can not be read: {failure.Message}");
                return new Secret("");
            }
        }

        if (string.IsNullOrEmpty(text))
        {
            faults.Add(source, $"The gateway's token is needed: --token-file FILE, or the token in {TokenVariable}.");
        }
        else if (!AccessToken.TryReadId(text, AccessToken.GatewayPrefix, out _))
        {
            faults.Add(source, $"It does not hold a gateway token ({AccessToken.GatewayPrefix}…), or one that is mistyped.");
        }

        return new Secret(text ?? "");
    }
}
