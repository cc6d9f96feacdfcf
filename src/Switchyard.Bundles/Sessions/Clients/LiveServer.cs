using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>A server that was initialised, whatever it is reached by: it keeps the list of its tools and ends what it is made of.</summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing that must be given back.
internal sealed partial class LiveServer : ILiveServer
#pragma warning restore CA1001
{
    private const int HeaderMismatch = -32020;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ListenPause = TimeSpan.FromSeconds(5);

    private readonly IServerTransport _transport;
    private readonly RpcConnection _connection;
    private readonly ServerNotices _notices;
    private readonly ProtocolVersion _version;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _over = new();
    private volatile IReadOnlyList<BundleTool> _tools = [];
    private Task _listening = Task.CompletedTask;
    private volatile bool _listens;

    private LiveServer(IServerTransport transport, RpcConnection connection, ServerNotices notices, (JsonObject Initialization, ProtocolVersion Version) agreed, TimeProvider time, ILogger logger)
    {
        (_transport, _connection, _notices, _time, _logger) = (transport, connection, notices, time, logger);
        (Initialization, _version) = agreed;
        Ended = transport.Ended;
    }

    /// <inheritdoc />
    public JsonObject Initialization { get; }

    /// <inheritdoc />
    public IReadOnlyList<BundleTool> Tools => _tools;

    /// <inheritdoc />
    public Task<ServerEnd> Ended { get; private set; }

    /// <summary>Lists the tools for the first time and follows them from then on.</summary>
    /// <exception cref="ToolListException">The list can not be used.</exception>
    public static async Task<LiveServer> BeginAsync(
        IServerTransport transport, RpcConnection connection, ServerNotices notices, (JsonObject, ProtocolVersion) agreed, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var server = new LiveServer(transport, connection, notices, agreed, time, logger);
        server._tools = await server.ListAsync(cancellationToken);
        server.Ended = server.FollowAsync();
        return server;
    }

    /// <inheritdoc />
    public async Task<JsonNode?> RequestAsync(string method, JsonObject? parameters, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        if (method == "ping" && _version.IsStateless)
        {
            // Stateless versions have no ping; what every server must answer says as well that it lives.
            await RequestAsync("server/discover", null, null, cancellationToken);
            return new JsonObject();
        }

        try
        {
            return await _connection.RequestAsync(method, parameters, progress, HeadersOf(method, parameters), cancellationToken);
        }
        catch (ServerErrorException refusal) when (refusal.Code == HeaderMismatch)
        {
            // The headers were made from a schema that is not the server's any more.
            _notices.DoubtTools();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(StopMode mode)
    {
        if (mode == StopMode.Orderly)
        {
            // A request that is open, as listening is, would keep a polite server from ending with its input.
            await _over.CancelAsync();
            await _listening;
        }

        await _transport.StopAsync(mode);
        await Ended;
    }

    private IReadOnlyList<KeyValuePair<string, string>> HeadersOf(string method, JsonObject? parameters)
    {
        if (!_version.IsStateless)
        {
            return [];
        }

        if (method != "tools/call" || MessageParser.Text(parameters, "name") is not { } name || _tools.FirstOrDefault(tool => tool.Name == name) is not { } called)
        {
            return MirroredHeaders.Of(method, parameters, _version, null);
        }

        using var definition = JsonDocument.Parse(called.Definition, new JsonDocumentOptions { MaxDepth = 256 });
        return MirroredHeaders.Of(method, parameters, _version, definition.RootElement);
    }

    private async Task<ServerEnd> FollowAsync()
    {
        var following = FollowToolsAsync(_over.Token);
        _listening = _version.IsStateless ? ListenAsync(_over.Token) : Task.CompletedTask;
        var end = await _transport.Ended;
        await _over.CancelAsync();
        await following;
        await _listening;

        // If it ended by itself, its connections are still there.
        await _transport.StopAsync(StopMode.Now);
        return end;
    }

    /// <summary>Reads the list again when the server says so, and every five minutes if it does not say.</summary>
    private async Task FollowToolsAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (await DoubtedAsync(over) || !SaysChanges)
                {
                    await RefreshAsync(over);
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is, the list that is known stays.
                LogNotListed(failure);
                _notices.Tell("The list of tools could not be read again; the one that is known stays: " + failure.Message);
            }
        }
    }

    private bool SaysChanges => (_transport.HearsServer || _listens) && Initialization["capabilities"] is JsonObject capabilities && capabilities["tools"] is JsonObject tools
        && tools["listChanged"]?.GetValueKind() == JsonValueKind.True;

    /// <summary>True when the list is doubted, false after five minutes.</summary>
    private async Task<bool> DoubtedAsync(CancellationToken over)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(over);
        var doubted = _notices.ToolsDoubtedAsync(wait.Token);
        var first = await Task.WhenAny(doubted, Task.Delay(RefreshInterval, _time, wait.Token));
        await wait.CancelAsync();
        await doubted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.ThrowIfCancellationRequested();
        return first == doubted;
    }

    private async Task RefreshAsync(CancellationToken over)
    {
        var tools = await ListAsync(over);
        var before = _tools;
        _tools = tools;
        if (tools.Count != before.Count || tools.Zip(before).Any(static pair => pair.First.Name != pair.Second.Name || !pair.First.Definition.Span.SequenceEqual(pair.Second.Definition.Span)))
        {
            _notices.TellListsChanged();
        }
    }

    private async Task<IReadOnlyList<BundleTool>> ListAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ListLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ToolList.ReadAsync(
                parameters => RequestAsync("tools/list", parameters, null, either.Token),
                tool => _version.IsStateless && _transport.CancelsByItself ? MirroredHeaders.Fault(tool) : null,
                _notices.Tell);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolListException($"The server did not list its tools within {ListLimit.TotalSeconds} s.", late);
        }
    }

    /// <summary>Stateless servers say that a list has changed as progress of a request that never ends.</summary>
    private async Task ListenAsync(CancellationToken over)
    {
        var wanted = new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true, ["promptsListChanged"] = true, ["resourcesListChanged"] = true } };
        while (!over.IsCancellationRequested)
        {
            try
            {
                _listens = true;
                await _connection.RequestAsync("subscriptions/listen", wanted, null, HeadersOf("subscriptions/listen", wanted), over);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (ServerErrorException)
            {
                // It offers no such stream. Its list is read from time to time.
                return;
            }
            catch (ServerLostException)
            {
                // The stream broke. If the server has ended, so does this.
            }
            finally
            {
                _listens = false;
            }

            // What changed while nobody listened is not said again.
            await Task.Delay(ListenPause, _time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _notices.DoubtTools();
        }
    }

    [LoggerMessage(10205, LogLevel.Debug, "The list of tools of a bundle could not be read again")]
    private partial void LogNotListed(Exception failure);
}
