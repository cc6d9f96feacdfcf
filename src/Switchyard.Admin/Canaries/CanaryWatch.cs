using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Canaries;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Canaries;

/// <summary>
/// Compares the nodes while a canary is on trial, on one node at a time, and promotes or reverts it. Nothing is done while there is none. The window is measured by this node's own clock from the moment at which it first
/// saw the canary, so that a node that takes over may make it longer and never shorter. Which node decides does not matter: the canary ends once, in the transaction that says so.
/// </summary>
internal sealed partial class CanaryWatch(
    CanaryQueries canaries, CanaryCommands commands, ConfigurationStatus status, Database database, NodeIdentity identity, TimeProvider time, ILogger<CanaryWatch> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const string LeaseName = "config-canary";
    private static readonly TimeSpan Lease = 5 * Interval;

    private readonly ILogger _logger = logger;
    private (long Revision, long Since) _seen;

    /// <summary>Who ends a canary that nobody ended.</summary>
    public static Operator Author { get; } = new(new Guid("00000000-0000-7000-8000-000000000002"), "canary", OperatorRole.Operator) { Kind = "system" };

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var changes = status.Changes;
                if (status.Current?.Canary is not { } mark)
                {
                    await status.WaitForChangeAsync(changes, stoppingToken);
                    continue;
                }

                _seen = _seen.Revision == mark.Revision ? _seen : (mark.Revision, time.GetTimestamp());
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The next look, or another node, does it; nothing here may end the loop.
                LogFailed(failure);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await database.WriteAsync((session, token) => RecordingLeaseTable.TryTakeAsync(session, LeaseName, identity.Id, now, now + Lease, token), cancellationToken)
            || await canaries.RunningAsync(cancellationToken) is not var (row, nodes) || row.Revision != _seen.Revision)
        {
            return;
        }

        var (verdict, reason) = CanaryComparison.Judge(CanaryViews.PlanOf(row), nodes, CanaryViews.ChosenOf(row), time.GetElapsedTime(_seen.Since));
        if (verdict != CanaryVerdict.Wait)
        {
            await EndAsync(row.Revision, verdict == CanaryVerdict.Promote, reason, cancellationToken);
        }
    }

    private async Task EndAsync(long revision, bool promote, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await commands.EndAsync(Author, revision, promote, reason, MutationOptions.Plain with { Comment = "decided by comparison" }, cancellationToken);
            LogEnded(revision, promote ? "promoted" : "reverted", reason);
        }
        catch (ProblemException refused) when (promote && refused.Problem.Status == 422)
        {
            // Records or files have changed since, and it can not be written over them any more.
            await EndAsync(revision, promote: false, $"It can not be written: {refused.Problem.Detail}", cancellationToken);
        }
        catch (ProblemException ended) when (ended.Problem.Status is 404 or 409)
        {
            // Somebody was faster.
        }
    }

    [LoggerMessage(5040, LogLevel.Warning, "The canary of revision {Revision} is {State}: {Reason}")]
    private partial void LogEnded(long revision, string state, string reason);

    [LoggerMessage(5041, LogLevel.Warning, "The nodes could not be compared; it is tried again.")]
    private partial void LogFailed(Exception failure);
}
