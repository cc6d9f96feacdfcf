using System.Text.Json.Nodes;
using System.Threading.Channels;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Lifecycle;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>
/// Tells a client what changed in the lists of a workspace, until one of them goes. It compares states, and keeps no queue: a thousand changes while the client reads are one more notification.
/// </summary>
internal sealed class ChangeStream(BundleSupervisor supervisor, WorkspaceLists lists, TimeProvider time)
{
    /// <summary>How long changes are gathered. With the way to the client it stays below the 1.1 s in which a change has to arrive.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    /// <summary>Begins to watch a workspace for a user. It is done before the client hears that its stream is open: from then on it misses nothing.</summary>
    public Watch Begin(string workspace, Guid user) => new(supervisor, lists, workspace, user);

    /// <summary>Tells what changes.</summary>
    /// <param name="stream">Where.</param>
    /// <param name="watch">What is watched.</param>
    /// <param name="wanted">Which lists.</param>
    /// <param name="seen">The place the client has seen last, perhaps on another node; null when it begins. If it is not where things stand, everything may have changed.</param>
    /// <param name="marks">Whether the client is told the place it begins at.</param>
    /// <param name="parameters">Makes the <c>params</c> of each notification, or null.</param>
    /// <param name="end">Ends it.</param>
    public async Task RunAsync(SseWriter stream, Watch watch, ListChanges wanted, string? seen, bool marks, Func<JsonObject>? parameters, CancellationToken end)
    {
        var known = watch.First;
        if (seen is not null && seen != known.Place)
        {
            await TellAsync(stream, ListChanges.All.And(wanted).And(Present(watch.Workspace, watch.User)), known, parameters, end);
        }
        else if (marks)
        {
            await stream.MarkAsync(known.Place, end);
        }

        while (true)
        {
            if (!await SignalledAsync(watch.Signal, end))
            {
                await stream.BeatAsync(end);
                watch.Touch();
                continue;
            }

            await Task.Delay(Gather, time, end);
            watch.Signal.TryRead(out _);
            var now = watch.Read();
            await TellAsync(stream, now.Since(known).And(wanted), now, parameters, end);
            known = now;
        }
    }

    private static async Task TellAsync(SseWriter stream, ListChanges changes, ListMarks now, Func<JsonObject>? parameters, CancellationToken end)
    {
        foreach (var method in changes.Methods())
        {
            await stream.WriteAsync(RpcWriter.Notification(method, parameters?.Invoke()), parameters is null ? now.Place : null, end);
        }
    }

    private async Task<bool> SignalledAsync(ChannelReader<bool> signal, CancellationToken end)
    {
        using var late = new CancellationTokenSource(SseWriter.Heartbeat, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, end);
        try
        {
            await signal.WaitToReadAsync(given.Token);
            return true;
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return false;
        }
    }

    private ListChanges Present(string workspace, Guid user)
    {
        var traits = lists.TraitsOf(workspace, user);
        return new ListChanges(true, traits.Resources, traits.Prompts);
    }

    /// <summary>Watches a workspace until it is disposed.</summary>
    internal sealed class Watch : IDisposable
    {
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        private readonly BundleSupervisor _supervisor;
        private readonly WorkspaceLists _lists;
        private readonly IDisposable _changes;

        public Watch(BundleSupervisor supervisor, WorkspaceLists lists, string workspace, Guid user)
        {
            (_supervisor, _lists, Workspace, User) = (supervisor, lists, workspace, user);
            _changes = supervisor.Changes.Watch(workspace, () => _signal.Writer.TryWrite(true));
            First = Read();
        }

        public string Workspace { get; }

        public Guid User { get; }

        /// <summary>How things stood when it began.</summary>
        public ListMarks First { get; }

        /// <summary>Has something to read when something may have changed.</summary>
        public ChannelReader<bool> Signal => _signal.Reader;

        /// <summary>How things stand.</summary>
        public ListMarks Read() => ListMarks.Read(_supervisor, _lists, Workspace, User);

        /// <summary>Says that the user is still there: his own connections do not end for want of calls.</summary>
        public void Touch() => _supervisor.Of(Workspace, User);

        public void Dispose() => _changes.Dispose();
    }
}
