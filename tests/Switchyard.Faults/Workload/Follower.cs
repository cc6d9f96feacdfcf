using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Events;
using Switchyard.Admin.Client.Problems;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;
using Switchyard.Histories;

namespace Switchyard.Faults.Workload;

/// <summary>Follows the events with the client of the product, and resumes on whichever node when the connection breaks.</summary>
internal sealed class Follower(RigRun run, int number)
{
    /// <summary>The events of the writes of operators: records, documents and rollbacks. There are others, of builds and agents.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["ai_providers_changed", "config_documents_changed", "config_rolled_back"];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"follower-{number}");
    private readonly Random _random = run.RandomFor("follower", number);

    // The first connection begins where the run does.
    private string? _last;
    private long _reached;

    /// <summary>The newest event that it has got.</summary>
    public long Reached => Volatile.Read(ref _reached);

    /// <summary>Follows from <paramref name="baseRevision"/> until <paramref name="stop"/>.</summary>
    public async Task RunAsync(long baseRevision, CancellationToken stop)
    {
        _last = baseRevision.ToString(CultureInfo.InvariantCulture);
        do
        {
            var node = run.PickNode(_random);
            run.Book.Append(new EventSeen(run.Book.Now, _name, HistoryStep.Resumed, Revision(_last), null));
            try
            {
                await FollowAsync(node, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or SwitchyardApiException or OperationCanceledException or JsonException)
            {
                // It goes on elsewhere, where it was.
            }
        }
        while (await Pace.GoesOnAsync(Pause, stop));
    }

    private static long Revision(string cursor) => long.Parse(cursor.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task FollowAsync(Member node, CancellationToken stop)
    {
        using var client = SwitchyardClient.Connect(run.Doors.Reads(node), RigYard.AdminToken);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await foreach (var item in client.Events.TailAsync(_last, silence.Token))
        {
            // A life sign comes every ten seconds; a connection that is silent for longer is dead, whatever the system says of it.
            silence.CancelAfter(TimeSpan.FromSeconds(15));
            Take(item);
        }
    }

    private void Take(TailItem item)
    {
        _last = item.Id ?? _last;
        if (item.Event is { } seen && Kinds.Contains(seen.Event, StringComparer.Ordinal))
        {
            run.Book.Append(new EventSeen(run.Book.Now, _name, HistoryStep.Received, seen.Version, seen.EventId.ToString("D")));
            Volatile.Write(ref _reached, seen.Version);
        }
    }
}
