using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Routing;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Sources.File.Parts;

/// <summary>What files say: one file, or several laid over each other. A section without a name is one object and is replaced whole, like a named one.</summary>
public sealed record FilePart
{
    /// <summary>Nothing: a node without configuration files.</summary>
    public static FilePart Empty { get; } = new();

    /// <summary>The files that took part, in order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Section <c>providers</c>.</summary>
    public IReadOnlyList<NamedObject<ProviderConfig>> Providers { get; init; } = [];

    /// <summary>Section <c>routes</c>.</summary>
    public IReadOnlyList<NamedObject<RouteConfig>> Routes { get; init; } = [];

    /// <summary>Section <c>modules</c>.</summary>
    public IReadOnlyList<NamedObject<ModuleConfig>> Modules { get; init; } = [];

    /// <summary>Section <c>limits</c>.</summary>
    public IReadOnlyList<NamedObject<LimitConfig>> Limits { get; init; } = [];

    /// <summary>Section <c>prices</c>, named by provider, model and beginning.</summary>
    public IReadOnlyList<NamedObject<PriceConfig>> Prices { get; init; } = [];

    /// <summary>Section <c>detection</c>: clients by name.</summary>
    public IReadOnlyList<NamedObject<ClientRule>> Clients { get; init; } = [];

    /// <summary>Section <c>server</c>, or null when no file has it.</summary>
    public ServerConfig? Server { get; init; }

    /// <summary>Section <c>access</c>, or null.</summary>
    public AccessConfig? Access { get; init; }

    /// <summary>Section <c>recording</c>, or null.</summary>
    public RecordingConfig? Recording { get; init; }

    /// <summary>Section <c>telemetry</c>: <c>maxModels</c>, or null.</summary>
    public int? MaxModelLabels { get; init; }

    /// <summary>This with <paramref name="later"/> laid over it. Neither is changed.</summary>
    public FilePart Overlay(FilePart later) => new()
    {
        Files = [.. Files, .. later.Files],
        Providers = Overlay(Providers, later.Providers),
        Routes = Overlay(Routes, later.Routes),
        Modules = Overlay(Modules, later.Modules),
        Limits = Overlay(Limits, later.Limits),
        Prices = Overlay(Prices, later.Prices),
        Clients = Overlay(Clients, later.Clients),
        Server = later.Server ?? Server,
        Access = later.Access ?? Access,
        Recording = later.Recording ?? Recording,
        MaxModelLabels = later.MaxModelLabels ?? MaxModelLabels,
    };

    private static IReadOnlyList<NamedObject<T>> Overlay<T>(IReadOnlyList<NamedObject<T>> earlier, IReadOnlyList<NamedObject<T>> later)
        where T : class
    {
        var replaced = later.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        return [.. earlier.Where(item => !replaced.Contains(item.Name)), .. later];
    }
}
