using System.Collections.Concurrent;
using System.Text;
using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>Tools of a workspace whose answers are in the test's hands.</summary>
internal sealed class ScriptedTools : IWorkspaceTools
{
    private const string AnyText = """{"type":"object","properties":{"q":{"type":"string"}}}""";

    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    /// <summary>What is on offer, by workspace.</summary>
    public ConcurrentDictionary<string, ToolOffer> Offers { get; } = new();

    /// <summary>Answers a call; text unless the test wants something else.</summary>
    public Func<Received, CancellationToken, Task<ToolCallResult>> Answer { get; set; } = (call, _) => Task.FromResult(Text($"result of {call.Tool}"));

    /// <summary>The calls that came, in the order in which they came.</summary>
    public IReadOnlyList<Received> Calls => [.. _received];

    public static OfferedTool Tool(string bundle, string name, string? schema = null, string? description = null) => new(
        new BundleKey("web", bundle),
        $"{bundle}__{name}",
        $"{bundle}__{name}",
        new BundleTool(
            name,
            Encoding.UTF8.GetBytes($$$"""{"name":"{{{name}}}","description":"{{{description ?? "does " + name}}}","inputSchema":{{{schema ?? AnyText}}},"annotations":{"readOnlyHint":true}}"""),
            "",
            IsQuarantined: false),
        IsRepeatable: true);

    public static ToolCallResult Text(string text) => new(Encoding.UTF8.GetBytes($$$"""{"content":[{"type":"text","text":"{{{text}}}"}]}"""));

    public static ToolCallResult Json(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>An answer that never comes.</summary>
    public static Task<ToolCallResult> NeverAsync(CancellationToken cancellationToken) => new TaskCompletionSource<ToolCallResult>().Task.WaitAsync(cancellationToken);

    /// <summary>Puts tools on offer in the workspace <c>web</c>.</summary>
    public void Put(params OfferedTool[] tools) => Offers["web"] = new ToolOffer([.. tools.OrderBy(static tool => tool.FullName, StringComparer.Ordinal)], []);

    /// <summary>Waits for one more call.</summary>
    public Task ArrivalAsync() => _arrivals.WaitAsync(GatewayRig.Ending);

    public ToolOffer Offer(string workspace, Guid? user) => Offers.GetValueOrDefault(workspace, ToolOffer.Empty);

    public async Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken)
    {
        var received = new Received(bundle, tool, Encoding.UTF8.GetString(arguments.Span), Encoding.UTF8.GetString(meta.Span), cancellationToken);
        _received.Enqueue(received);
        _arrivals.Release();
        return await Answer(received, cancellationToken);
    }

    /// <summary>A call as it came.</summary>
    internal sealed record Received(BundleKey Bundle, string Tool, string Arguments, string Meta, CancellationToken Token);
}
