using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A server that does what the test says. It ends when it is stopped, unless the test holds that back.</summary>
internal sealed class FakeServer(BundleConfig config, long generation, IServerObserver observer, FakeLauncher launcher) : ILiveServer
{
    private readonly TaskCompletionSource<ServerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stops;

    public BundleConfig Config => config;

    public long Generation => generation;

    public JsonObject Initialization { get; } = [];

    public IReadOnlyList<BundleTool> Tools { get; set; } = [Tool("echo")];

    public Task<ServerEnd> Ended => _ended.Task;

    /// <summary>How it was asked to stop, in order.</summary>
    public List<StopMode> Stops { get; } = [];

    /// <summary>Whether an orderly stop does not end it.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>What a request does; echoes its parameters by default.</summary>
    public Func<string, JsonObject?, CancellationToken, Task<JsonNode?>> OnRequest { get; set; } = static (_, parameters, _) => Task.FromResult<JsonNode?>(parameters?.DeepClone());

    /// <summary>What a call does in tests of progress, instead of <see cref="OnRequest"/>.</summary>
    public Func<JsonObject?, Action<JsonObject>?, CancellationToken, Task<JsonNode?>>? OnCall { get; set; }

    public async Task<JsonNode?> RequestAsync(string method, JsonObject? parameters, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        if (_ended.Task.IsCompleted)
        {
            throw new ServerLostException("gone", wasWritten: false);
        }

        var answer = method == "tools/call" && OnCall is { } call ? call(parameters, progress, cancellationToken) : OnRequest(method, parameters, cancellationToken);
        return await Task.WhenAny(answer, _ended.Task) == answer ? await answer : throw new ServerLostException("ended", wasWritten: true);
    }

    public async ValueTask StopAsync(StopMode mode)
    {
        lock (Stops)
        {
            Stops.Add(mode);
        }

        if (!IsDeaf || mode == StopMode.Now)
        {
            End(new ServerEnd(ServerEndCause.Stopped, 0, null, "stopped", []));
        }

        await _ended.Task;
    }

    public void Crash(ServerEndCause cause = ServerEndCause.Exited) => End(new ServerEnd(cause, 1, null, "it exited with code 1", ["last words"]));

    public void ChangeTools(params string[] names)
    {
        Tools = [.. names.Select(Tool)];
        observer.ListsChanged(generation);
    }

    private static BundleTool Tool(string name) => new(name, Encoding.UTF8.GetBytes($$"""{ "name": "{{name}}", "inputSchema": { "type": "object" } }"""), "00", false);

    /// <summary>Says that lists have changed, of which the test has changed the content.</summary>
    public void ChangeLists() => observer.ListsChanged(generation);

    /// <summary>Answers nothing, until the caller gives up.</summary>
    public static async Task<JsonNode?> HangAsync(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return null;
    }

    private void End(ServerEnd end)
    {
        if (Interlocked.Exchange(ref _stops, 1) == 0)
        {
            launcher.Ended(this);
            _ended.SetResult(end);
        }
    }
}
