using System.Text.Json.Nodes;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Model.Bundles;
using Switchyard.Processes;

namespace Switchyard.Bundles.Peers;

/// <summary>
/// The server of an exclusive bundle as a node sees it that does not own the bundle: requests go to the owner, and the owner tells of changed lists. It ends when the owner has another server or none, or does not
/// answer; requests that are on their way then may still come back.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing that must be given back.
internal sealed class FarServer : ILiveServer
#pragma warning restore CA1001
{
    private const int MaxView = 64 << 20;

    private readonly PeerClient _client;
    private readonly BundleConfig _bundle;
    private readonly Ownership.Elsewhere _owner;
    private readonly IServerObserver _observer;
    private readonly CancellationTokenSource _over = new();
    private volatile IReadOnlyList<BundleTool> _tools;

    private FarServer(PeerClient client, BundleConfig bundle, Ownership.Elsewhere owner, IServerObserver observer, (PeerMark, JsonObject, IReadOnlyList<BundleTool>) view)
    {
        (_client, _bundle, _owner, _observer) = (client, bundle, owner, observer);
        (Mark, Initialization, _tools) = view;
        Ended = FollowAsync(Mark);
    }

    /// <summary>The view that it began with.</summary>
    public PeerMark Mark { get; }

    /// <inheritdoc />
    public JsonObject Initialization { get; }

    /// <inheritdoc />
    public IReadOnlyList<BundleTool> Tools => _tools;

    /// <inheritdoc />
    public Task<ServerEnd> Ended { get; }

    /// <summary>Asks the owner for its server, see <see cref="Lifecycle.IOwnerReach.ReachAsync"/>.</summary>
    public static async Task<FarServer> ReachAsync(PeerClient client, BundleConfig bundle, Ownership.Elsewhere owner, bool start, IServerObserver observer, CancellationToken cancellationToken)
    {
        var view = await LookAsync(client, bundle, owner, start, seen: null, cancellationToken);
        return new FarServer(client, bundle, owner, observer, view);
    }

    /// <inheritdoc />
    public async Task<JsonNode?> RequestAsync(string method, JsonObject? parameters, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            [PeerWire.Lease] = _owner.Generation,
            [PeerWire.Method] = method,
            [PeerWire.Parameters] = parameters?.DeepClone(),
            [PeerWire.WantsProgress] = progress is not null,
        };
        try
        {
            using var answer = await _client.SendAsync(_owner, PeerPaths.RequestsOf(_bundle.Key), body, cancellationToken);
            using var events = new EventReader(await answer.Content.ReadAsStreamAsync(cancellationToken), MaxView);
            while (await events.NextAsync(cancellationToken) is { } next)
            {
                if (MessageParser.Parse(next.Data) is not [var message])
                {
                    break;
                }

                if (PeerWire.TryReadOutcome(message, out var result))
                {
                    return result;
                }

                progress?.Invoke((JsonObject)MessageParser.Take(message, PeerWire.WantsProgress)!);
            }

            throw new ServerLostException($"The node '{_owner.Name}' ended before it answered.", wasWritten: true);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or LineTooLongException)
        {
            throw new ServerLostException($"The way to the node '{_owner.Name}' broke before it answered.", wasWritten: true, broken);
        }
        catch (ServerLostException)
        {
            // Whoever asks next finds the owner anew.
            await _over.CancelAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(StopMode mode)
    {
        await _over.CancelAsync();
        await Ended;
    }

    private static async Task<(PeerMark Mark, JsonObject Initialization, IReadOnlyList<BundleTool> Tools)> LookAsync(
        PeerClient client, BundleConfig bundle, Ownership.Elsewhere owner, bool start, PeerMark? seen, CancellationToken cancellationToken)
    {
        var body = new JsonObject { [PeerWire.Lease] = owner.Generation, [PeerWire.Start] = start, [PeerWire.Seen] = seen is { } mark ? PeerWire.Mark(mark) : null };
        try
        {
            using var answer = await client.SendAsync(owner, PeerPaths.ViewOf(bundle.Key), body, cancellationToken);
            if (MessageParser.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) is not [var view])
            {
                throw new ServerLostException("What the owner says of its server can not be read.", wasWritten: false);
            }

            PeerWire.ThrowIfRefused(view);
            return PeerWire.ReadView(view);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ServerLostException($"The way to the node '{owner.Name}' broke.", wasWritten: false, broken);
        }
    }

    /// <summary>Hears of changes until there is nothing more to hear.</summary>
    private async Task<ServerEnd> FollowAsync(PeerMark seen)
    {
        await Task.Yield();
        var generation = seen.Generation;
        try
        {
            while (true)
            {
                var (mark, _, tools) = await LookAsync(_client, _bundle, _owner, start: false, seen, _over.Token);
                if (mark.Generation != generation)
                {
                    return Lost("The owner has another server.");
                }

                if (mark != seen)
                {
                    seen = mark;
                    _tools = tools;
                    _observer.ListsChanged(generation);
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            return new ServerEnd(ServerEndCause.Stopped, null, null, "It is not asked any more.", []);
        }
        catch (Exception failure) when (failure is ServerLostException or CallRefusedException)
        {
            return Lost(failure.Message);
        }
    }

    private static ServerEnd Lost(string why) => new(ServerEndCause.Lost, null, null, why, []);
}
