using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Switchyard.Agents.Roster;
using Switchyard.Model.Bundles;

namespace Switchyard.Agents.Connections;

/// <summary>
/// A connection to an agent for one chat: a session that the agent gave out, and a client of the Model Context Protocol over it. It ends once, with the session. Thread-safe.
/// </summary>
internal sealed class AgentConnection : IAsyncDisposable
{
    // While a call runs, the agent is asked now and then whether it is still there; a command may run for long, a stopped process answers nothing.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);
    private const int LooksMissed = 2;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private McpClient? _client;
    private Action? _listChanged;
    private long _usedAt;
    private int _broken;
    private int _disposed;

    /// <summary>Takes over <paramref name="http"/>, which has proven that it leads to <paramref name="agent"/>.</summary>
    public AgentConnection(AgentEntry agent, HttpClient http, string session, TimeProvider time)
    {
        (Agent, _http, _time, OpenedAt) = (agent, http, time, time.GetTimestamp());
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session);
        Used();
    }

    /// <summary>Whom it leads to.</summary>
    public AgentEntry Agent { get; }

    /// <summary>When it was opened, as a timestamp of the clock.</summary>
    public long OpenedAt { get; }

    /// <summary>Calls <paramref name="handler"/> whenever the agent says that its tools are others now (MCP 2025-11-25, <c>notifications/tools/list_changed</c>). It must be quick. To be given once.</summary>
    public void OnListChanged(Action handler) => Volatile.Write(ref _listChanged, handler);

    /// <summary>Whether nothing can be expected of it any more.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) != 0;

    /// <summary>How long nothing was done with it.</summary>
    public TimeSpan Idle => _time.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>Whether the agent still knows the session; a cheap request with a short limit.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LookLimit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _http.GetAsync(new Uri("live", UriKind.Relative), both.Token);
            var alive = response.IsSuccessStatusCode;
            Break(!alive);
            Used();
            return alive;
        }
        catch (HttpRequestException)
        {
            Break(true);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reads all tools.</summary>
    /// <exception cref="AgentException">They can not be read.</exception>
    public async Task<IReadOnlyList<BundleTool>> ListToolsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var client = await ClientAsync(cancellationToken);
            var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
            Used();
            return [.. tools.Select(static tool => new BundleTool(tool.Name, JsonSerializer.SerializeToUtf8Bytes(tool.ProtocolTool, McpJsonUtilities.DefaultOptions), "", IsQuarantined: false))];
        }
        catch (Exception error) when (error is McpException or HttpRequestException or IOException or JsonException)
        {
            Break(true);
            throw new AgentException(AgentFault.NoTools, error);
        }
    }

    /// <summary>Calls a tool. Every expected failure is a result.</summary>
    /// <param name="tool">The tool's own name.</param>
    /// <param name="arguments">A JSON object; empty for none.</param>
    /// <param name="cancellationToken">Gives up; the agent is told.</param>
    /// <returns>The result, and whether the call certainly never reached the agent, so that it may be made again elsewhere.</returns>
    public async Task<(ToolCallResult Result, bool NeverBegan)> CallAsync(string tool, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var client = await ClientAsync(ending.Token);
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = arguments.IsEmpty ? new JsonObject() : JsonNode.Parse(arguments.Span) };
            var call = client.SendRequestAsync(new JsonRpcRequest { Method = RequestMethods.ToolsCall, Params = parameters }, ending.Token);
            if (!await WatchAsync(call, ending))
            {
                Break(true);
                return (Failed(AgentFault.Disconnected.Code, "The agent does not answer any more; whether the tool ran is not known."), false);
            }

            var response = await call;
            Used();
            return (new ToolCallResult(Encoding.UTF8.GetBytes(response.Result?.ToJsonString() ?? "{}")), false);
        }
        catch (McpProtocolException refused)
        {
            Used();
            return (Failed("tool_error", refused.Message), false);
        }
        catch (HttpRequestException error)
        {
            Break(true);
            var never = error.StatusCode is HttpStatusCode.Unauthorized || error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            return (Failed(AgentFault.Unreachable.Code, never ? AgentFault.Unreachable.Message : "The connection to the agent broke; whether the tool ran is not known."), never);
        }
        catch (Exception error) when (error is McpException or IOException or JsonException or ObjectDisposedException)
        {
            Break(true);
            return (Failed(AgentFault.Unreachable.Code, "The connection to the agent broke; whether the tool ran is not known."), false);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Break(true);
        using var limit = new CancellationTokenSource(LookLimit, _time);
        try
        {
            if (_client is { } client)
            {
                await client.DisposeAsync();
            }

            using var response = await _http.DeleteAsync(new Uri("dial", UriKind.Relative), limit.Token);
        }
        catch (Exception)
        {
            // It may be gone; the agent forgets the session by itself.
        }

        _http.Dispose();
        _gate.Dispose();
    }

    private static ToolCallResult Failed(string code, string message) => new(default, code, message);

    // False when the agent did not answer any more; then the call was given up.
    private async Task<bool> WatchAsync(Task call, CancellationTokenSource ending)
    {
        for (var missed = 0; ;)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            await Task.WhenAny(call, Task.Delay(LookEvery, _time, waiting.Token));
            await waiting.CancelAsync();
            if (call.IsCompleted || ending.IsCancellationRequested)
            {
                return true;
            }

            missed = await IsAliveAsync(ending.Token) ? 0 : missed + 1;
            if (missed >= LooksMissed && !call.IsCompleted)
            {
                await ending.CancelAsync();
                await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return false;
            }
        }
    }

    private async Task<McpClient> ClientAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (Volatile.Read(ref _client) is { } there)
        {
            return there;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var options = new HttpClientTransportOptions { Endpoint = new Uri(_http.BaseAddress!, "mcp"), TransportMode = HttpTransportMode.StreamableHttp, Name = "agent" };
            var handlers = new McpClientHandlers { NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, ListChangedAsync)] };
            return _client ??= await McpClient.CreateAsync(
                new HttpClientTransport(options, _http, ownsHttpClient: false), new McpClientOptions { Handlers = handlers }, cancellationToken: cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private ValueTask ListChangedAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        Volatile.Read(ref _listChanged)?.Invoke();
        return ValueTask.CompletedTask;
    }

    private void Used() => Volatile.Write(ref _usedAt, _time.GetTimestamp());

    private void Break(bool isBroken)
    {
        if (isBroken)
        {
            Volatile.Write(ref _broken, 1);
        }
    }
}
