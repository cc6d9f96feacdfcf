using System.Collections.Concurrent;
using Switchyard.Gateway.Time;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>route.fallback</c> at work. Which targets failed, and when, survives a change of the configuration.</summary>
internal sealed class FallbackModule(IModuleType type, FallbackRouteConfig config, ConcurrentDictionary<RouteTarget, long> failedAt, MonotonicClock clock) : ShippedModule(type), ITargetModule, IEndModule
{
    /// <inheritdoc />
    public override bool IsIdle => Routes.Count == 0;

    /// <inheritdoc />
    public IReadOnlyList<RouteConfig> Routes { get; } =
        [.. config.Routes.Select(static route => new RouteConfig(route.Alias, [.. route.Targets.Select(static target => new RouteTarget(target.Provider, target.Model))]))];

    /// <inheritdoc />
    public void OnTargets(ModuleRequest request, Span<RouteTarget> targets)
    {
        var now = clock.Now;
        RouteTarget[] rested = [.. targets.ToArray().OrderBy(target => IsResting(target, now))];
        rested.CopyTo(targets);
        request.Keep(this, rested);
    }

    /// <inheritdoc />
    public void OnEnd(ModuleRequest request, ModuleEnd end)
    {
        if (config.Cooldown == TimeSpan.Zero || end.Status == "cancelled" || !request.TryGet<RouteTarget[]>(this, out var order))
        {
            return;
        }

        // Those before the one that answered were tried and failed; if none was any good, so did the last one.
        var served = Array.FindIndex(order, target => target.Provider == end.Provider && target.Model == end.Model);
        var isGood = end.Status == "completed";
        for (var i = 0; i < order.Length && i < end.Attempts && (i < served || (i == served && !isGood && end.ErrorCode is not null && end.WasAsked)); i++)
        {
            failedAt[order[i]] = clock.Now;
        }

        if (isGood && served >= 0)
        {
            failedAt.TryRemove(order[served], out _);
        }
    }

    private bool IsResting(RouteTarget target, long now) => failedAt.TryGetValue(target, out var at) && now - at < config.Cooldown.Ticks;
}
