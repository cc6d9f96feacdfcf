using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
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

    /// <summary>Section <c>bundles</c>, named <c>workspace/bundle</c>.</summary>
    public IReadOnlyList<NamedObject<BundleConfig>> Bundles { get; init; } = [];

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

    /// <summary>Where the sections that are one object stand.</summary>
    public IReadOnlyDictionary<string, Origin> Sections { get; init; } = new Dictionary<string, Origin>();

    /// <summary>Objects that later parts replaced or removed.</summary>
    public IReadOnlyList<ShadowedObject> Shadowed { get; init; } = [];

    /// <summary>The sections that are one object.</summary>
    internal static IReadOnlyList<string> WholeSections { get; } = ["server", "access", "recording", "telemetry"];

    /// <summary>Where every object of this part is, by section and name.</summary>
    internal IReadOnlyList<ObjectOrigin> Objects =>
    [
        .. Named("providers", Providers), .. Named("routes", Routes), .. Named("bundles", Bundles), .. Named("limits", Limits), .. Named("prices", Prices), .. Named("detection", Clients),
        .. Sections.Select(section => new ObjectOrigin(section.Key, "", section.Value)),
    ];

    /// <summary>Objects that this part takes away.</summary>
    internal IReadOnlySet<(string Section, string Name)> Removed => new HashSet<(string, string)>(
    [
        .. Gone("providers", Providers), .. Gone("routes", Routes), .. Gone("bundles", Bundles), .. Gone("limits", Limits), .. Gone("prices", Prices), .. Gone("detection", Clients),
    ]);

    /// <summary>This with <paramref name="later"/> laid over it. Neither is changed.</summary>
    public FilePart Overlay(FilePart later) => new()
    {
        Sections = Sections.Where(section => !later.Sections.ContainsKey(section.Key)).Concat(later.Sections).ToDictionary(),
        Shadowed = [.. Shadowed, .. later.Shadowed, .. HiddenBy(later)],
        Files = [.. Files, .. later.Files],
        Providers = Overlay(Providers, later.Providers),
        Routes = Overlay(Routes, later.Routes),
        Modules = Overlay(Modules, later.Modules),
        Bundles = Overlay(Bundles, later.Bundles),
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

    private static IEnumerable<(string Section, string Name)> Gone<T>(string section, IReadOnlyList<NamedObject<T>> objects)
        where T : class => objects.Where(item => item.Value is null).Select(item => (section, item.Name));

    private static IEnumerable<ObjectOrigin> Named<T>(string section, IReadOnlyList<NamedObject<T>> objects)
        where T : class => objects.Select(item => new ObjectOrigin(section, item.Name, item.Origin));

    private IEnumerable<ShadowedObject> HiddenBy(FilePart later)
    {
        var over = later.Objects.ToDictionary(item => (item.Section, item.Name), item => item.Origin);
        return Objects.Where(item => over.ContainsKey((item.Section, item.Name)))
            .Select(item => new ShadowedObject(item.Section, item.Name, item.Origin, over[(item.Section, item.Name)]));
    }
}
