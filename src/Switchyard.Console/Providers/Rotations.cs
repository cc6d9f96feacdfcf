using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Client;
using Switchyard.Console.Kit;

namespace Switchyard.Console.Providers;

/// <summary>
/// Carries rotations of keys on, whether or not somebody looks: a rotation is of the node, not of the page it was begun on. Where one stands is told by the keys themselves, as for the command line, so that what ends
/// with its node is gone on with from the page, or by <c>switchyard keys rotate</c>, on whichever node.
/// </summary>
internal sealed partial class Rotations(TimeProvider time, ILogger<Rotations> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, Rotation> _known = new();
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly CancellationTokenSource _ending = new();
    private int _disposed;

    /// <summary>Raised after each step.</summary>
    public event EventHandler? Moved;

    /// <summary>The rotation that replaces a key, if this node has carried it on since it began; null: another node may, or nobody.</summary>
    public Rotation? Find(Guid replaced) => _known.GetValueOrDefault(replaced);

    /// <summary>Goes on with the rotation from <paramref name="replaced"/> to <paramref name="fresh"/>, unless it is under way here. The client is disposed in any case.</summary>
    public void GoOn(SwitchyardClient client, string provider, Guid replaced, Guid fresh)
    {
        if (_known.TryGetValue(replaced, out var known) && !known.HasStopped)
        {
            client.Dispose();
            return;
        }

        Tell(replaced, "begins");
        _running[replaced] = RunAsync(client, provider, replaced, fresh);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ending.CancelAsync();
        await Task.WhenAll(_running.Values);
        _ending.Dispose();
    }

    private async Task RunAsync(SwitchyardClient client, string provider, Guid replaced, Guid fresh)
    {
        // Whoever begins it goes on at once.
        await Task.Yield();
        try
        {
            await new RotationSteps(client, provider, replaced, fresh, time, text => Tell(replaced, text)).RunAsync(_ending.Token);
            _known.TryRemove(replaced, out _);
            Moved?.Invoke(this, EventArgs.Empty);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The node ends; the keys tell where it stands.
        }
        catch (RotationStoppedException stopped)
        {
            Tell(replaced, stopped.Message, hasStopped: true);
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
            _running.TryRemove(replaced, out _);
            client.Dispose();
        }
    }

    private void Tell(Guid replaced, string text, bool hasStopped = false)
    {
        _known[replaced] = new Rotation(text, hasStopped);
        Moved?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(14010, LogLevel.Error, "The rotation of a key broke off; it can be gone on with.")]
    private partial void LogBroken(Exception broken);
}
