using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Sources;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Modules.States;
using Switchyard.Gateway.Modules.Telemetry;
using Switchyard.Hot;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules.Building;

/// <summary>
/// Makes the modules of the next snapshot beside those in force: what is equal is kept, what only has another configuration follows its predecessor in place, the rest is built. All of it or nothing: if one fails, what was
/// made for the others is disposed and nothing has changed.
/// </summary>
internal sealed partial class ModuleBuilder(
    IEnumerable<IModuleType> types, ModuleStates states, ModuleFaults faults, ModuleInstruments instruments, TimeProvider time, ILogger<ModuleBuilder> logger)
{
    // Less than a part of the node has in all, so that the module that is late is the one that is named.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private readonly Dictionary<string, IModuleType> _types = types.ToDictionary(static type => type.Name, StringComparer.Ordinal);

    /// <summary>Builds; the result belongs to the caller, who calls <see cref="Settle"/> when it is in force or undone.</summary>
    /// <exception cref="ConfigurationRejectedException">A module can not work as it is configured.</exception>
    /// <exception cref="TimeoutException">A module was not ready in time.</exception>
    public async ValueTask<ModuleSet> BuildAsync(
        IReadOnlyList<ModuleConfig> wanted, long revision, IEnumerable<string> providers, ModuleSet current, CancellationToken cancellationToken)
    {
        var plans = ModulePlan.Make(current.Slots, wanted);
        if (plans.Count == 0)
        {
            return ModuleSet.Empty;
        }

        var leases = new List<Lease<ModuleSlot>>(plans.Count);
        var (inPlace, sideBySide) = (0, 0);
        try
        {
            foreach (var plan in plans)
            {
                if (plan.IsKept)
                {
                    leases.Add(current.Share(plan.Before));
                    continue;
                }

                leases.Add(Own(await MakeAsync(plan, revision, plan.Before < 0 ? null : (IReconfigurable)current.Slots[plan.Before].Module, cancellationToken)));
                (inPlace, sideBySide) = plan.Before < 0 ? (inPlace, sideBySide + 1) : (inPlace + 1, sideBySide);
            }

            var set = new ModuleSet([.. leases], providers);
            instruments.Applied("in_place", inPlace);
            instruments.Applied("side_by_side", sideBySide);
            return set;
        }
        catch
        {
            foreach (var lease in leases)
            {
                lease.Dispose();
            }

            Settle(current);
            throw;
        }
    }

    /// <summary>States of modules that <paramref name="inForce"/> does not have are forgotten.</summary>
    public void Settle(ModuleSet inForce) => states.KeepOnly(inForce.Keys);

    private async Task<ModuleSlot> MakeAsync(ModulePlan plan, long revision, IReconfigurable? before, CancellationToken cancellationToken)
    {
        var config = plan.Config;
        if (!_types.TryGetValue(config.Type, out var type))
        {
            throw Rejected(config, $"This process has no module type '{config.Type}'.", null);
        }

        var state = states.Of(new ModuleKey(config.Name, config.Type));
        try
        {
            var module = await WaitAsync(before, type, new ModuleContext(config, state), cancellationToken)
                ?? throw new InvalidOperationException("The type made no module.");
            return new ModuleSlot(module, config, state, revision, faults);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception passing) when (passing is OperationCanceledException or TimeoutException or IOException or HttpRequestException or System.Net.Sockets.SocketException)
        {
            // Perhaps better next time: it is tried again.
            throw passing is OperationCanceledException or TimeoutException
                ? new TimeoutException($"The module '{config.Name}' was not ready in time.", passing)
                : new IOException($"The module '{config.Name}' could not be prepared: {passing.Message}", passing);
        }
        catch (Exception wrong) when (wrong is not ConfigurationRejectedException)
        {
            throw Rejected(config, $"The module '{config.Name}' could not be built: {wrong.Message}", wrong);
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "What is handed on is a task, which nobody disposes.")]
    private async Task<IModule> WaitAsync(IReconfigurable? before, IModuleType type, ModuleContext context, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        // It may use the token for longer than anybody waits for it; the source has neither timer nor wait handle.
        var stop = new CancellationTokenSource();
        var making = before is null ? type.CreateAsync(context, stop.Token) : before.PrepareAsync(context, stop.Token);
        if (making.IsCompletedSuccessfully)
        {
            return making.Result;
        }

        var task = making.AsTask();
        try
        {
            return await task.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            await stop.CancelAsync();
            _ = EndLateAsync(context.Module.Name, task);
            throw;
        }
    }

    private async Task EndLateAsync(string name, Task<IModule> making)
    {
        try
        {
            (await making as IDisposable)?.Dispose();
        }
        catch (Exception failure)
        {
            // Nobody waits for it any more; what it held is its own to release.
            LogLate(name, failure);
        }
    }

    private static ConfigurationRejectedException Rejected(ModuleConfig config, string reason, Exception? cause) =>
        config.Origin.Location is { } file
            ? new ConfigurationRejectedException([new ConfigurationFault(file, config.Origin.Line, 1, $"modules.{config.Name}", reason)])
            : new ConfigurationRejectedException(reason, cause);

    // The snapshots are the only owners: the maker's own hold is given back at once, and the last snapshot ends the module.
    private Lease<ModuleSlot> Own(ModuleSlot slot)
    {
        var leased = new Leased<ModuleSlot>(slot, end: null, time);
        leased.TryAcquire(out var lease);
        leased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        return lease;
    }

    [LoggerMessage(EventId = 4452, Level = LogLevel.Debug, Message = "Module {Module} ended its preparation after its time was over")]
    private partial void LogLate(string module, Exception failure);
}
