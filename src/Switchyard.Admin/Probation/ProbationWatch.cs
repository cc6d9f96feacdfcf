using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Revisions;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub.Changes;
using Switchyard.Model.Modules;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Probation;

/// <summary>
/// Watches the modules of this node for <c>server.reload.probation</c> after they came into force. When one fails, the revision that changed it is undone, as a new revision, by whichever node sees it first. What a
/// canary tries is not its business: the report of a fault reverts the canary.
/// </summary>
internal sealed partial class ProbationWatch(
    RollbackCommands rollback, ConfigurationStatus status, Database database, IEnumerable<IModuleReports> modules, TimeProvider time, ILogger<ProbationWatch> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How the comment of a revision begins that undid another one.</summary>
    public const string Mark = "rolled back by probation";

    private readonly ILogger _logger = logger;
    private readonly IModuleReports[] _modules = [.. modules];
    private readonly Dictionary<long, Trial> _trials = [];
    private (Guid Epoch, long Revision) _inForce;

    private static Operator Author { get; } = new(new Guid("00000000-0000-7000-8000-000000000003"), "probation", OperatorRole.Operator) { Kind = "system" };

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var changes = status.Changes;
                Follow();
                if (_trials.Count == 0)
                {
                    await status.WaitForChangeAsync(changes, stoppingToken);
                    continue;
                }

                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The next look does it; nothing here may end the loop.
                LogFailed(failure);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Begins to watch what came into force, and ends to watch what has stood its time.</summary>
    private void Follow()
    {
        if (status.Current is not { } current)
        {
            return;
        }

        var probation = current.Server.Reload.Probation;
        foreach (var revision in _trials.Where(trial => time.GetElapsedTime(trial.Value.Since) >= probation).Select(trial => trial.Key).ToArray())
        {
            _trials.Remove(revision);
        }

        if (_inForce == (current.Epoch, current.Revision))
        {
            return;
        }

        if (_inForce.Epoch != current.Epoch)
        {
            // The first configuration, or another line of them: there is nothing before it to go back to.
            _trials.Clear();
        }
        else if (probation > TimeSpan.Zero)
        {
            _trials[current.Revision] = new Trial(_inForce.Revision, time.GetTimestamp());
        }

        _inForce = (current.Epoch, current.Revision);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var after = _trials.Values.Min(trial => trial.After);
        foreach (var reports in _modules)
        {
            await reports.CheckAfterAsync(after, cancellationToken);
            foreach (var fault in reports.FaultsAfter(after))
            {
                if (_trials.TryGetValue(fault.Revision, out var trial) && trial.Handled.Add(fault.Module) && !await TryUndoAsync(trial.After, fault, cancellationToken))
                {
                    trial.Handled.Remove(fault.Module);
                }
            }
        }
    }

    /// <summary>False when it has to be tried again.</summary>
    private async Task<bool> TryUndoAsync(long after, ModuleFault fault, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => RevisionTable.ListAsync(session, fault.Revision + 1, (int)Math.Min(fault.Revision - after, 1000), token), cancellationToken);
        var blamed = rows.FirstOrDefault(row => ObjectChangeView.Read(row.DiffJson).Any(change => change.Section == "modules" && change.Name == fault.Module));
        if (blamed is null || blamed.Origin is ChangeOrigins.File or ChangeOrigins.Canary || blamed.AuthorName == Author.Name)
        {
            LogLeft(fault.Revision, fault.ToString());
            return true;
        }

        try
        {
            var comment = $"{Mark}: {fault}";
            var options = MutationOptions.Plain with { Comment = comment.Length <= MutationRequest.MaxCommentLength ? comment : comment[..MutationRequest.MaxCommentLength] };
            var undone = await rollback.UndoAsync(Author, blamed.Revision, options, cancellationToken);
            if (undone.Value is { Objects.Count: > 0 })
            {
                LogUndone(blamed.Revision, undone.Revision, fault.ToString());
            }

            return true;
        }
        catch (ProblemException refused) when (refused.Problem.Status != 503)
        {
            LogRefused(blamed.Revision, fault.ToString(), refused.Problem.Detail);
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    [LoggerMessage(5050, LogLevel.Error, "Revision {Revision} is rolled back by probation, as revision {Undone}: {Fault}")]
    private partial void LogUndone(long revision, long undone, string fault);

    [LoggerMessage(5051, LogLevel.Error, "A module fails that came into force with revision {Revision}; what brought it can not be rolled back from here (a file, a canary, or a rollback itself): {Fault}")]
    private partial void LogLeft(long revision, string fault);

    [LoggerMessage(5052, LogLevel.Error, "Revision {Revision} could not be rolled back by probation ({Fault}): {Reason}")]
    private partial void LogRefused(long revision, string fault, string reason);

    [LoggerMessage(5053, LogLevel.Warning, "Modules on probation could not be looked after; it is tried again.")]
    private partial void LogFailed(Exception failure);

    /// <summary>A change on probation.</summary>
    /// <param name="After">The revision that was in force before.</param>
    /// <param name="Since">When it came into force.</param>
    private sealed record Trial(long After, long Since)
    {
        public HashSet<string> Handled { get; } = new(StringComparer.Ordinal);
    }
}
