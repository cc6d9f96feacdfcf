using System.Collections.Frozen;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Modules.States;
using Switchyard.Hot;
using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Modules.Building;

/// <summary>The modules of a snapshot, in their order, and the chains made of them. Immutable. It holds leases on the modules, so what a request finds in it can not end under its hands.</summary>
internal sealed class ModuleSet : IDisposable
{
    private static readonly BridgeFormat[] Formats = [BridgeFormat.ChatCompletions, BridgeFormat.Responses, BridgeFormat.Messages];

    private readonly Lease<ModuleSlot>[] _leases;
    private readonly FrozenDictionary<string, ModuleChain?[]> _ofProviders;
    private readonly FrozenDictionary<string, ModuleChain?[]> _ofRoutes;
    private readonly ModuleChain?[] _ofOtherRoutes;

    /// <summary>Takes the leases over.</summary>
    public ModuleSet(Lease<ModuleSlot>[] leases, IEnumerable<string> providers)
    {
        _leases = leases;
        Slots = [.. leases.Select(static lease => lease.Value)];
        ModuleSlot[] busy = [.. Slots.Where(static slot => !slot.Module.IsIdle)];
        Choosers = busy.Where(static slot => slot.Module is ITargetModule)
            .SelectMany(static slot => ((ITargetModule)slot.Module).Routes, static (slot, route) => new ModuleRoute(route, slot))
            .DistinctBy(static route => route.Config.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(static route => route.Config.Name, StringComparer.Ordinal);
        var usual = Chains(busy, static (slot, format) => !IsOfRoutes(slot) && slot.Config.On.Fits(null, format));
        var isSame = !Array.Exists(busy, static slot => slot.Config.On.Providers.Count > 0);
        _ofProviders = busy.Length == 0 ? FrozenDictionary<string, ModuleChain?[]>.Empty : providers.Distinct(StringComparer.Ordinal).ToFrozenDictionary(
            static name => name,
            name => isSame ? usual : Chains(busy, (slot, format) => !IsOfRoutes(slot) && slot.Config.On.Fits(null, format) && slot.Config.On.FitsProvider(name)),
            StringComparer.Ordinal);
        _ofOtherRoutes = usual;
        _ofRoutes = busy.SelectMany(static slot => slot.Config.On.Routes).Concat(Choosers.Keys).Distinct(StringComparer.Ordinal).ToFrozenDictionary(
            static alias => alias,
            alias => Chains(busy, (slot, format) => slot.Config.On.Fits(alias, format) && IsOf(slot, alias)),
            StringComparer.Ordinal);
    }

    /// <summary>No modules.</summary>
    public static ModuleSet Empty { get; } = new([], []);

    /// <summary>The modules, idle ones too.</summary>
    public IReadOnlyList<ModuleSlot> Slots { get; }

    /// <summary>Aliases of modules, and which module chooses among their targets.</summary>
    public FrozenDictionary<string, ModuleRoute> Choosers { get; }

    /// <summary>Limits that modules hold, whose counters must live on.</summary>
    public IReadOnlyList<LimitConfig> Limits => [.. Slots.Select(static slot => slot.Module).OfType<ILimitingModule>().Select(static module => module.Limit)];

    /// <summary>What the states of these modules are known by.</summary>
    public IReadOnlySet<ModuleKey> Keys => Slots.Select(static slot => slot.State.Key).ToHashSet();

    /// <summary>The chain of requests to <paramref name="provider"/> by no alias, or null.</summary>
    public ModuleChain? Of(string provider, BridgeFormat format) => _ofProviders.TryGetValue(provider, out var chains) ? chains[(int)format] : null;

    /// <summary>The chain of requests by <paramref name="alias"/>, or null. Which of its modules see a request depends on the provider that is asked.</summary>
    public ModuleChain? OfRoute(string alias, BridgeFormat format) => (_ofRoutes.TryGetValue(alias, out var chains) ? chains : _ofOtherRoutes)[(int)format];

    /// <summary>A second lease on a module, for the next snapshot.</summary>
    public Lease<ModuleSlot> Share(int index) => _leases[index].Share();

    /// <summary>The name of <paramref name="format"/> in placements.</summary>
    public static string NameOf(BridgeFormat format) => format switch
    {
        BridgeFormat.Responses => "responses",
        BridgeFormat.Messages => "messages",
        _ => "chat_completions",
    };

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var lease in _leases)
        {
            lease.Dispose();
        }
    }

    // What chooses targets is met by the requests of its own aliases only.
    private static bool IsOfRoutes(ModuleSlot slot) => slot.Module is ITargetModule;

    private static bool IsOf(ModuleSlot slot, string alias) =>
        slot.Module is not ITargetModule chooser || chooser.Routes.Any(route => string.Equals(route.Name, alias, StringComparison.Ordinal));

    private static ModuleChain?[] Chains(ModuleSlot[] slots, Func<ModuleSlot, string, bool> fits) =>
        Array.ConvertAll(Formats, format => ModuleChain.Of(Array.FindAll(slots, slot => fits(slot, NameOf(format)))));
}
