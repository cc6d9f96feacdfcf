using System.Collections.Frozen;
using Switchyard.Model.Providers;

namespace Switchyard.Model.Proxying;

/// <summary>
/// Which hosts the forward proxy decrypts, by one configuration: those of the base URLs of enabled providers. The first provider by name has a host that several name. A provider without a host that can be
/// recognised is told of and stops nobody. Pure and immutable.
/// </summary>
public sealed class ProxyHostTable
{
    private const int HttpsPort = 443;

    private readonly FrozenDictionary<string, ProxyHost> _hosts;
    private readonly FrozenSet<string> _off;

    private ProxyHostTable(IReadOnlyList<ProxyHost> hosts, IReadOnlyList<ProxyHostFinding> findings, IEnumerable<string> off)
    {
        _off = off.ToFrozenSet(StringComparer.Ordinal);
        Hosts = hosts;
        Findings = findings;
        _hosts = hosts.ToFrozenDictionary(static host => host.Name, StringComparer.Ordinal);
    }

    /// <summary>No host.</summary>
    public static ProxyHostTable Empty { get; } = new([], [], []);

    /// <summary>All, by name.</summary>
    public IReadOnlyList<ProxyHost> Hosts { get; }

    /// <summary>Enabled providers that are not reached by the proxy, and why.</summary>
    public IReadOnlyList<ProxyHostFinding> Findings { get; }

    /// <summary>The table of <paramref name="providers"/>.</summary>
    public static ProxyHostTable Of(IReadOnlyCollection<ProviderConfig> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        var hosts = new Dictionary<string, ProxyHost>(StringComparer.Ordinal);
        var findings = new List<ProxyHostFinding>();
        foreach (var provider in providers.Where(static provider => provider.Enabled).OrderBy(static provider => provider.Name, StringComparer.Ordinal))
        {
            if (Finding(provider, out var host) is { } finding)
            {
                findings.Add(finding);
            }
            else if (!hosts.TryAdd(host!.Name, host))
            {
                findings.Add(new ProxyHostFinding(provider.Name, "host_taken", $"The host {host.Name} is that of the provider '{hosts[host.Name].Provider}', which comes first by name."));
            }
        }

        return new ProxyHostTable([.. hosts.Values.OrderBy(static host => host.Name, StringComparer.Ordinal)], findings, OffOf(providers));
    }

    /// <summary>The host that a client names, or null: it is decrypted at the port of HTTPS and at that of its base URL.</summary>
    /// <param name="host">In the spelling of <see cref="ProxyHostNames"/>.</param>
    /// <param name="port">As the client named it.</param>
    public ProxyHost? Find(string host, int port) => _hosts.GetValueOrDefault(host) is { } found && (port == HttpsPort || port == found.Port) ? found : null;

    /// <summary>Whether <paramref name="host"/>, which nobody is found to have, is that of a provider that is switched off.</summary>
    public bool IsOff(string host) => _off.Contains(host);

    private static IEnumerable<string> OffOf(IEnumerable<ProviderConfig> providers)
    {
        foreach (var provider in providers.Where(static provider => !provider.Enabled))
        {
            if (Finding(provider, out var host) is null)
            {
                yield return host!.Name;
            }
        }
    }

    private static ProxyHostFinding? Finding(ProviderConfig provider, out ProxyHost? host)
    {
        host = null;
        if (provider.Type == ProviderType.Bedrock)
        {
            // Its clients sign for the host and the path they ask; nobody can answer in its place.
            return new ProxyHostFinding(provider.Name, "signed_requests", "Clients of Bedrock sign their requests for its host, so they can not be served in its place.");
        }

        if (!Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var url) || ProxyHostNames.Of(url.DnsSafeHost) is not { } name)
        {
            return new ProxyHostFinding(provider.Name, "no_host_name", "The base URL has no host name that a client could ask for.");
        }

        host = new ProxyHost(name, url.Scheme == Uri.UriSchemeHttps ? url.Port : HttpsPort, provider.Name);
        return null;
    }
}
