using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Rotations;
using Switchyard.Console.Kit;

namespace Switchyard.Console.Providers;

/// <summary>
/// Carries rotations of keys on, whether or not somebody looks: a rotation is of the node, not of the page it was begun on. Where one stands is told by the keys themselves, as for the command line, so that what ends
/// with its node is gone on with from the page, or by <c>switchyard keys rotate</c>, on whichever node.
/// </summary>
internal sealed partial class Rotations(TimeProvider time, ILogger<Rotations> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, Rotation> _known = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task> _running = [];
    private readonly CancellationTokenSource _ending = new();
    private int _disposed;

    /// <summary>Raised after each step.</summary>
    public event EventHandler? Moved;

    /// <summary>The rotation that replaces a key, if this node has carried it on since it began; null: another node may, or nobody.</summary>
    public Rotation? Find(Guid replaced) => _known.GetValueOrDefault(replaced);

    /// <summary>Goes on with the rotation from <paramref name="replaced"/> to <paramref name="fresh"/>, unless it is under way here. The client is disposed in any case.</summary>
    public void GoOn(SwitchyardClient client, string provider, Guid replaced, Guid fresh)
    {
        lock (_gate)
        {
            if (_disposed != 0 || _running.ContainsKey(replaced))
            {
                client.Dispose();
                return;
            }

            _known[replaced] = new Rotation("begins", HasStopped: false);
            _running.Add(replaced, RunAsync(client, provider, replaced, fresh));
        }

        Moved?.Invoke(this, EventArgs.Empty);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Task[] running;
        lock (_gate)
        {
            running = [.. _running.Values];
        }

        await _ending.CancelAsync();
        await Task.WhenAll(running);
        _ending.Dispose();
    }

    private async Task RunAsync(SwitchyardClient client, string provider, Guid replaced, Guid fresh)
    {
        // Whoever begins it goes on at once.
        await Task.Yield();
        try
        {
            var options = new KeyHandoverOptions { Provider = provider, Replaced = replaced, Fresh = fresh, Timeout = Longest };
            await new KeyHandover(client, options, time, step => Tell(replaced, Text(step))).RunAsync(_ending.Token);
            _known.TryRemove(replaced, out _);
            Moved?.Invoke(this, EventArgs.Empty);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The node ends; the keys tell where it stands.
        }
        catch (KeyHandoverException stopped)
        {
            Tell(replaced, stopped.Fault == KeyHandoverFault.Rejected ? $"{stopped.Message} The yard says by whom and why." : stopped.Message, hasStopped: true);
        }
        catch (Exception broken)
        {
            // Nobody awaits it: what went wrong is told on the page, and here if it is none of what can.
            Tell(replaced, Fault.TextOf(broken), hasStopped: true);
            if (!Fault.IsExpected(broken))
            {
                LogBroken(broken);
            }
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(replaced);
            }

            client.Dispose();
        }
    }

    private static string Text(KeyHandoverStep step) => step.Stage switch
    {
        KeyHandoverStage.Spreading => "waits until every node and gateway has the new key",
        KeyHandoverStage.Spread => "every node and gateway has the new key",
        KeyHandoverStage.Trying => "tries the new key",
        KeyHandoverStage.Withdrawing => "the old key is out of service; waits until every node and gateway has that",
        KeyHandoverStage.Withdrawn => "no node and gateway takes the old key any more",
        KeyHandoverStage.InUse => $"waits until nobody uses the old key: {string.Join("; ", step.Users.Select(static user => $"{user.Kind} {user.Name}, {user.Reason}"))}",
        _ => "the old key is deleted",
    };

    private void Tell(Guid replaced, string text, bool hasStopped = false)
    {
        _known[replaced] = new Rotation(text, hasStopped);
        Moved?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(14010, LogLevel.Error, "The rotation of a key broke off; it can be gone on with.")]
    private partial void LogBroken(Exception broken);
}
