using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Telemetry;
using Switchyard.Hot.Dialling;
using Switchyard.Model.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Dialling;

/// <summary>Dials agents by the lazily validated dial of <see cref="LazyDialer{TId,TConnection}"/>: at once, and the database is asked only when that takes long or fails.</summary>
internal sealed class AgentDialer(AgentDoor door, LatestAgents latest, AgentInstruments instruments, TimeProvider time)
{
    /// <summary>Dials the agent that was right last time, or whichever turns out to be.</summary>
    /// <exception cref="AgentException">No connection came about; it says why.</exception>
    public async Task<DialResult<AgentEntry, AgentConnection>> DialAsync(LiveChat chat, AgentEntry bound, AgentSettings settings, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DialOnceAsync(chat, bound, settings, cancellationToken);
            }
            catch (DialException failed)
            {
                var (fault, tryAgain) = await ExplainAsync(failed, bound, settings, cancellationToken);
                if (attempt > 1 || !tryAgain)
                {
                    throw new AgentException(fault, failed);
                }
            }
        }
    }

    private async Task<DialResult<AgentEntry, AgentConnection>> DialOnceAsync(LiveChat chat, AgentEntry bound, AgentSettings settings, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var dialer = new LazyDialer<AgentEntry, AgentConnection>(
            (agent, token) => door.OpenAsync(agent, chat.Id, chat.Ancestors, token),
            (agent, token) => AskAsync(chat, agent, settings, token),
            static connection => connection.DisposeAsync(),
            time);
        var outcome = "failed";
        try
        {
            var result = await dialer.DialAsync(bound, OptionsOf(settings.Dial), cancellationToken);
            outcome = Enum.GetName(result.Outcome)!.ToLowerInvariant();
            return result;
        }
        catch (DialException none) when (none.Failure == DialFailure.None)
        {
            outcome = "no_agent";
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            instruments.Dialled(outcome, time.GetElapsedTime(began));
        }
    }

    private static DialOptions OptionsOf(AgentDialSettings settings) => new()
    {
        Delay = settings.Delay,
        Validate = settings.Validate,
        Timeout = settings.Timeout,
        Retries = settings.Retries > 0,
        Hedge = settings.Hedge ? settings.HedgeDelay : null,
    };

    private async Task<DialAnswer<AgentEntry>> AskAsync(LiveChat chat, AgentEntry bound, AgentSettings settings, CancellationToken cancellationToken)
    {
        var result = "failed";
        try
        {
            var right = (await latest.FindAsync(bound.WorkspaceId, chat.AgentName, settings, cancellationToken)).Agent;
            result = right is null || !right.IsReachable ? "none" : right.IsSame(bound) ? "same" : "other";
            return result switch
            {
                "none" => DialAnswer<AgentEntry>.None,
                "same" => DialAnswer<AgentEntry>.Same,
                _ => DialAnswer<AgentEntry>.Other(right!),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = "ignored";
            throw;
        }
        finally
        {
            instruments.Validated(result);
        }
    }

    private async Task<(AgentFault Fault, bool TryAgain)> ExplainAsync(DialException failed, AgentEntry bound, AgentSettings settings, CancellationToken cancellationToken)
    {
        if (failed.Failure == DialFailure.None)
        {
            return (AgentFault.NoAgent, false);
        }

        if (failed.DialError is AgentException refused)
        {
            return (refused.Fault, false);
        }

        if (failed.Failure != DialFailure.TimedOut)
        {
            return (AgentFault.Unreachable, false);
        }

        try
        {
            return await latest.LookAsync(bound.Id, cancellationToken) is { } seen ? SilenceRules.Classify(seen.Agent, seen.Now, settings) : (AgentFault.NoAgent, false);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            return (AgentFault.Slow, true);
        }
    }
}
