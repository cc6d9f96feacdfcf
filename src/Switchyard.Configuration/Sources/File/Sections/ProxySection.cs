using Switchyard.Model.Proxying;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.proxy</c>. A field that is absent has its default.</summary>
internal static class ProxySection
{
    public const int MaxPorts = 32;
    public const int HighestPort = 65_535;
    public const int MostTunnels = 1_000_000;

    public static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static ProxySettings Read(JsonFields fields)
    {
        var (defaults, tunnels) = (ProxySettings.Default, fields.Object("tunnels"));
        var settings = new ProxySettings
        {
            RefusesOthers = fields.Choice("others", defaults.RefusesOthers, ("tunnel", false), ("refuse", true)),
            Ports = Ports(fields) ?? defaults.Ports,
            MaxTunnels = tunnels.Whole("max", defaults.MaxTunnels, 1, MostTunnels),
            MaxTunnelsPerKey = tunnels.Whole("perKey", defaults.MaxTunnelsPerKey, 1, MostTunnels),
            Greeting = fields.Duration("greeting", defaults.Greeting, Tenth, Minute),
            Connect = fields.Duration("connect", defaults.Connect, Tenth, Minute),
            Idle = fields.Duration("idle", defaults.Idle, Second, Day),
            Lifetime = fields.Duration("lifetime", defaults.Lifetime, Minute, Month),
        };
        tunnels.Finish();
        fields.Finish();
        return settings;
    }

    // Sorted and once each, so that two spellings of the same ports are the same configuration.
    private static IReadOnlyList<int>? Ports(JsonFields fields)
    {
        if (fields.Numbers("ports", MaxPorts, 0, HighestPort) is not { } ports)
        {
            return null;
        }

        if (ports.Any(static port => port != decimal.Truncate(port)))
        {
            fields.Fault("ports", $"Must be whole numbers from 1 to {HighestPort}.");
            return null;
        }

        return [.. ports.Select(static port => (int)port).Distinct().Order()];
    }
}
