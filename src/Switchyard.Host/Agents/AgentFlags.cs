using System.Collections;
using System.CommandLine;
using System.Net;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Access;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.Host.Agents;

/// <summary>The options of <c>agent</c> on the command line and in the environment, and how they become <see cref="AgentProcessOptions"/>.</summary>
internal sealed class AgentFlags
{
    private const string UrlVariable = "SWITCHYARD_URL";
    private const string TokenVariable = "SWITCHYARD_AGENT_TOKEN";
    private const string DefaultListen = "127.0.0.1:0";
    private const int LongestName = 100;

    private readonly Option<string?> _url = FlagValues.Option("--url", UrlVariable, "none, required", "Address of the control plane.", "URL");
    private readonly Option<string?> _tokenFile = FlagValues.Option("--token-file", null, $"the token itself in {TokenVariable}", "File with the agent's token (swa_…). Read once, at the start.", "FILE");
    private readonly Option<string?> _listen = FlagValues.Option("--listen", null, DefaultListen, "Address that nodes dial; port 0 takes a free one.", "ADDR");
    private readonly Option<string?> _address = FlagValues.Option("--address", null, "the address of --listen", "Address that nodes are told to dial, where it is another one: before a proxy, or behind a name.", "URL");
    private readonly Option<string?> _root = FlagValues.Option("--root", null, ".", "Directory under which tools work.", "DIR");
    private readonly Option<string?> _name = FlagValues.Option("--name", null, "the host's name", "Name of the agent in its build.", "NAME");
    private readonly Option<string?> _startup = FlagValues.Option("--startup", null, "none", "Program that gets the workspace ready. It is run once, in --root, and chats wait for its end.", "FILE");
    private readonly Option<bool> _default = new("--default") { Description = "Chats that name no agent get this one." };
    private readonly Option<bool> _external = new("--external") { Description = "The agent runs on a machine that is not started and stopped with its workspace." };
    private readonly Option<string?> _logFormat = FlagValues.Option("--log-format", "SWITCHYARD_LOG_FORMAT", "text", "How logs are written: text or json.", "FORMAT");
    private readonly Func<string, string?> _environment;
    private readonly FlagValues _values;

    public AgentFlags(Func<string, string?> environment)
    {
        _environment = environment;
        _values = new FlagValues(environment);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_url, _tokenFile, _listen, _address, _root, _name, _startup, _default, _external, _logFormat])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads flags and environment; every fault names the flag or the variable it came from.</summary>
    public AgentProcessOptions? Read(ParseResult parsed, FaultList faults)
    {
        var listen = Listen(_values.Read(parsed, _listen, null).Text ?? DefaultListen, faults);
        var agent = new AgentOptions
        {
            ControlPlane = ControlPlane(_values.Read(parsed, _url, UrlVariable), faults),
            Token = Token(_values.Read(parsed, _tokenFile, null).Text, faults),
            Address = Address(_values.Read(parsed, _address, null).Text, listen, faults),
            Root = Root(_values.Read(parsed, _root, null).Text ?? ".", faults),
            Name = Name(_values.Read(parsed, _name, null).Text ?? Environment.MachineName, faults),
            Startup = Startup(_values.Read(parsed, _startup, null).Text, faults),
            IsDefault = parsed.GetValue(_default),
            IsExternal = parsed.GetValue(_external),
            HostEnvironment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(static pair => (string)pair.Key, static pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        };
        var options = new AgentProcessOptions { Listen = listen, Agent = agent, JsonLogs = FlagValues.LogFormat(_values.Read(parsed, _logFormat, "SWITCHYARD_LOG_FORMAT"), faults) };
        return faults.IsEmpty ? options : null;
    }

    private static Uri ControlPlane((string? Text, string Source) value, FaultList faults)
    {
        if (value.Text is null)
        {
            faults.Add("--url", $"The control plane's address is needed: --url URL or {UrlVariable}.");
        }
        else if (IsAddress(value.Text, out var address))
        {
            return address;
        }
        else
        {
            faults.Add(value.Source, $"'{value.Text}' is not an address like https://switchyard.example:8081 (scheme http or https, host, port, no path).");
        }

        return new Uri("http://127.0.0.1:8081");
    }

    private Uri Listen(string text, FaultList faults)
    {
        // Without a scheme it is host and port, as the agent itself speaks plain HTTP only.
        if (IsAddress(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, out var address) && address.Scheme == Uri.UriSchemeHttp)
        {
            return address;
        }

        faults.Add(_listen.Name, text.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            ? "The agent itself does not speak TLS: let it listen on loopback behind a proxy that does, and name that with --address."
            : $"'{text}' is not an address like {DefaultListen} (host and port).");
        return new Uri("http://" + DefaultListen);
    }

    private Uri? Address(string? text, Uri listen, FaultList faults)
    {
        if (text is not null)
        {
            if (IsAddress(text, out var address))
            {
                return address;
            }

            faults.Add(_address.Name, $"'{text}' is not an address like http://10.0.0.7:9000 (scheme http or https, host, port, no path).");
        }
        else if (!IPAddress.TryParse(listen.DnsSafeHost, out var ip) ? listen.Host != "localhost" : ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        {
            faults.Add(_address.Name, "It is needed, because --listen does not name one IP address that nodes could dial.");
        }

        return null;
    }

    private string Root(string path, FaultList faults)
    {
        if (!Directory.Exists(path))
        {
            faults.Add(_root.Name, $"'{path}' is not a directory.");
        }

        return path;
    }

    private string? Startup(string? file, FaultList faults)
    {
        if (file is not null && !File.Exists(file))
        {
            faults.Add(_startup.Name, $"'{file}' is not a file.");
        }

        return file is null ? null : Path.GetFullPath(file);
    }

    private string Name(string name, FaultList faults)
    {
        if (name.Length is 0 or > LongestName || name.Any(static c => char.IsControl(c) || c == '/') || name.Trim() != name)
        {
            faults.Add(_name.Name, $"It has 1 to {LongestName} characters, none of them a slash or a control character, and no blanks around it.");
        }

        return name;
    }

    // Never repeats what it read: it is, or was meant to be, a secret.
    private Secret Token(string? file, FaultList faults)
    {
        var text = _environment(TokenVariable)?.Trim();
        var source = TokenVariable;
        if (file is not null)
        {
            source = _tokenFile.Name;
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
            faults.Add(source, $"The agent's token is needed: --token-file FILE, or the token in {TokenVariable}.");
        }
        else if (!AccessToken.TryReadId(text, AccessToken.AgentPrefix, out _))
        {
            faults.Add(source, $"It does not hold an agent token ({AccessToken.AgentPrefix}…), or one that is mistyped.");
        }

        return new Secret(text ?? "");
    }

    private static bool IsAddress(string text, out Uri address)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.PathAndQuery is "/" && parsed.UserInfo.Length == 0 && parsed.Host.Length > 0)
        {
            address = parsed;
            return true;
        }

        address = null!;
        return false;
    }
}
