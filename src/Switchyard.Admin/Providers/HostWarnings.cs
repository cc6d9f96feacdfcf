using Switchyard.Model.Providers;
using Switchyard.Model.Proxying;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>Warns when enabled providers have the same upstream host: they share its limits, and the forward proxy serves it by the first one alone; that is seldom meant. The first by name has no warning.</summary>
internal sealed class HostWarnings
{
    private readonly Dictionary<string, IReadOnlyList<string>> _byName = new(StringComparer.Ordinal);

    private HostWarnings(IEnumerable<(string Name, string Host)> providers)
    {
        foreach (var host in providers.GroupBy(provider => provider.Host, StringComparer.OrdinalIgnoreCase))
        {
            var names = host.Select(provider => provider.Name).Order(StringComparer.Ordinal).ToArray();
            foreach (var name in names.Skip(1))
            {
                _byName[name] = [$"The base URL has the same host ({host.Key}) as the provider '{names[0]}'."];
            }
        }
    }

    public static HostWarnings Of(IReadOnlyList<ProviderRow> rows, IReadOnlyList<ProviderConfig> owned) =>
        new(rows.Where(row => row.Enabled && owned.All(provider => provider.Name != row.Name)).Select(row => (row.Name, HostOf(row.BaseUrl)))
            .Concat(owned.Where(provider => provider.Enabled).Select(provider => (provider.Name, HostOf(provider.BaseUrl))))
            .Where(provider => provider.Item2.Length > 0));

    public IReadOnlyList<string> For(string name) => _byName.GetValueOrDefault(name, []);

    private static string HostOf(string baseUrl) => Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) ? ProxyHostNames.Of(uri.DnsSafeHost) ?? uri.IdnHost : "";
}
