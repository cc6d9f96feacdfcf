using Switchyard.Model.Access;
using Switchyard.Model.Limits;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Routing;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Composition;

/// <summary>What the configuration files say together, later files over earlier ones. A section that no file has is null or empty.</summary>
public sealed record FileLayer
{
    /// <summary>No files.</summary>
    public static FileLayer Empty { get; } = new();

    /// <summary>Lower-case hexadecimal SHA-256 over all bytes that took part; empty without files.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Providers; each replaces a record of the same name whole.</summary>
    public IReadOnlyList<ProviderConfig> Providers { get; init; } = [];

    /// <summary>Routes.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>Limits.</summary>
    public IReadOnlyList<LimitConfig> Limits { get; init; } = [];

    /// <summary>Prices.</summary>
    public IReadOnlyList<PriceConfig> Prices { get; init; } = [];

    /// <summary>Section <c>server</c>.</summary>
    public ServerConfig? Server { get; init; }

    /// <summary>Section <c>access</c>.</summary>
    public AccessConfig? Access { get; init; }

    /// <summary>Section <c>recording</c>.</summary>
    public RecordingConfig? Recording { get; init; }
}
