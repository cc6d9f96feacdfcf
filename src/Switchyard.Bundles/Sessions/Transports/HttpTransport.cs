using System.Net;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>
/// Streamable HTTP (protocol 2025-03-26 and later): every message is a POST, whose answer is one message or a stream of events that ends with it. Versions with a handshake may have a session, and a stream of its own for what the server
/// says unasked; stateless ones have neither.
/// </summary>
internal sealed partial class HttpTransport(RemoteAddress address, RemoteConnections connections, int longest, TimeProvider time, ILogger logger) : IServerTransport
{
    private const string SessionHeader = "Mcp-Session-Id";
    private const string VersionHeader = "MCP-Protocol-Version";
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly RemoteLife _life = new();
    private readonly ILogger _logger = logger;
    private IMessageSink? _sink;
    private ProtocolVersion? _version;
    private volatile string? _session;
    private volatile bool _listens;
    private Task _listening = Task.CompletedTask;
    private int _stopped;

    /// <inheritdoc />
    public Task<ServerEnd> Ended => _life.Ended;

    /// <inheritdoc />
    public bool HearsServer => _listens;

    /// <inheritdoc />
    public bool CancelsByItself => _version is { IsStateless: true };

    /// <inheritdoc />
    public IReadOnlyList<string> LastLines => [];

    /// <inheritdoc />
    public Task OpenAsync(IMessageSink sink, CancellationToken cancellationToken)
    {
        // The first request connects.
        _sink = sink;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Agree(ProtocolVersion version)
    {
        _version = version;
        if (!version.IsStateless)
        {
            _listening = ListenAsync();
        }
    }

    /// <inheritdoc />
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _life.RunAsync(
            async token =>
            {
                await ExchangeAsync(message, token);
                return true;
            },
            () => message.HasBegun,
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask StopAsync(StopMode mode)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            if (mode == StopMode.Orderly && _session is not null)
            {
                await SayFarewellAsync();
            }

            _life.End(ServerEndCause.Stopped, "It was stopped.");
            await _listening;
            connections.Dispose();
        }
        else if (mode == StopMode.Now)
        {
            _life.End(ServerEndCause.Stopped, "It was stopped.");
        }

        await Ended;
    }

    private async Task ExchangeAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!message.TryBegin())
        {
            return;
        }

        using var request = Request(HttpMethod.Post, message);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        using var response = await SendOrLoseAsync(request, message, cancellationToken);
        if (message.Method == "initialize" && response.Headers.TryGetValues(SessionHeader, out var sessions))
        {
            _session = sessions.First();
        }

        if (message.Id is not null && !await ReceiveAsync(response, message.Id, cancellationToken))
        {
            throw new ServerLostException("The server ended its answer before the result.", wasWritten: true);
        }
    }

    private async Task<HttpResponseMessage> SendOrLoseAsync(HttpRequestMessage request, OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, cancellationToken);
        }
        catch (ServerLostException lost) when (!lost.WasWritten)
        {
            // There is no connection to be had, or no session. A connection that only broke is replaced by the next request. Who hears of the end first must not take the message for one that was sent.
            message.TakeBack();
            _life.End(ServerEndCause.Lost, lost.Message);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await connections.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            // 404: so says every version that has sessions. The session is gone, and the request was not looked at.
            throw response.StatusCode == HttpStatusCode.NotFound && _session is not null
                ? new ServerLostException("The server has forgotten the session.", wasWritten: false)
                : await RemoteConnections.ErrorAsync(response, cancellationToken);
        }
    }

    /// <summary>Hands what a response carries to the sink; true once the answer to <paramref name="id"/> was among it.</summary>
    private async Task<bool> ReceiveAsync(HttpResponseMessage response, long? id, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return Deliver(await connections.ReadAsync(response.Content, cancellationToken), id);
        }

        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var events = new EventReader(stream, longest);
            while (await events.NextAsync(cancellationToken) is { } each)
            {
                if (each.Type == "message" && Deliver(each.Data, id))
                {
                    return true;
                }
            }

            return false;
        }
        catch (LineTooLongException tooLong)
        {
            throw new ServerLostException(tooLong.Message, wasWritten: true, tooLong);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new ServerLostException("The server's answer broke off.", wasWritten: true, failure);
        }
    }

    private bool Deliver(byte[] data, long? id)
    {
        var answered = false;
        foreach (var message in MessageParser.Parse(data) ?? [])
        {
            answered |= id is not null && MessageParser.Number(message, "id") == id && !message.ContainsKey("method");
            _sink!.Receive(message);
        }

        return answered;
    }

    /// <summary>Holds the stream of what the server says unasked, if it offers one.</summary>
    private async Task ListenAsync()
    {
        var pause = FirstPause;
        while (!_life.Over.IsCancellationRequested)
        {
            try
            {
                using var request = Request(HttpMethod.Get, null);
                request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
                using var response = await connections.SendAsync(request, _life.Over);
                if (response.StatusCode == HttpStatusCode.NotFound && _session is not null)
                {
                    _life.End(ServerEndCause.Lost, "The server has forgotten the session.");
                    return;
                }

                if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                {
                    // 405: it offers none. Its lists are read again from time to time.
                    return;
                }

                (_listens, pause) = (true, FirstPause);
                await ReceiveAsync(response, null, _life.Over);
            }
            catch (OperationCanceledException) when (_life.Over.IsCancellationRequested)
            {
                return;
            }
            catch (ServerLostException lost)
            {
                LogStreamLost(lost.Message);
            }
            finally
            {
                _listens = false;
            }

            await Task.Delay(pause, time, _life.Over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task SayFarewellAsync()
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _life.Over);
        try
        {
            using var request = Request(HttpMethod.Delete, null);
            using var response = await connections.SendAsync(request, either.Token);
        }
        catch (Exception failure) when (failure is ServerLostException or OperationCanceledException)
        {
            // The session then ends on the server by its own clock.
        }
    }

    private HttpRequestMessage Request(HttpMethod method, OutgoingMessage? message)
    {
        var request = new HttpRequestMessage(method, address.Url) { Content = message is null ? null : RemoteConnections.Content(message) };
        if (_session is { } session)
        {
            request.Headers.TryAddWithoutValidation(SessionHeader, session);
        }

        if (_version is { } version && message?.Headers.Any(static header => header.Key == VersionHeader) != true)
        {
            request.Headers.TryAddWithoutValidation(VersionHeader, version.Name);
        }

        foreach (var (name, value) in message?.Headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [LoggerMessage(10201, LogLevel.Debug, "The stream of a remote server's notifications ended and is opened again: {Reason}")]
    private partial void LogStreamLost(string reason);
}
