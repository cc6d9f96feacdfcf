using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Bundles;
using Switchyard.Model.Providers;
using Switchyard.Model.Tools;
using Switchyard.Simulator;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>A data plane whose access key has the workspace <c>web</c>, before an upstream that refuses a conversation in which a call has not exactly one result.</summary>
internal sealed class ToolRig : IAsyncDisposable
{
    /// <summary>The three APIs by their paths.</summary>
    public static readonly string[] Apis = ["chat/completions", "messages", "responses"];

    private ToolRig(GatewayRig gateway, ScriptedTools tools) => (Gateway, Tools) = (gateway, tools);

    public GatewayRig Gateway { get; }

    public ScriptedTools Tools { get; }

    public SimulatorServer Simulator => Gateway.Simulator;

    /// <summary>Bodies of the upstream calls so far.</summary>
    public IReadOnlyList<JsonNode> Upstream => [.. Simulator.Log.Requests.Select(request => JsonNode.Parse(request.BodyText)!)];

    public static async Task<ToolRig> StartAsync(TimeProvider? time = null, Action<IServiceCollection>? services = null, params OfferedTool[] offered)
    {
        var tools = new ScriptedTools();
        tools.Put(offered.Length > 0 ? offered : [ScriptedTools.Tool("files", "read"), ScriptedTools.Tool("files", "write"), ScriptedTools.Tool("git", "log")]);
        var gateway = await GatewayRig.StartAsync(time, new SimulatorOptions { ChecksCalls = true }, added =>
        {
            added.AddSingleton<IWorkspaceTools>(tools);
            services?.Invoke(added);
        });
        var rig = new ToolRig(gateway, tools);
        await rig.ConfigureAsync(ToolSettings.Default);
        return rig;
    }

    /// <summary>Puts settings in force.</summary>
    public Task ConfigureAsync(ToolSettings settings, ProviderSettings? provider = null)
    {
        Gateway.Model = Gateway.Model with
        {
            AccessKeys = [.. Gateway.Model.AccessKeys.Select(static key => key with { Workspace = "web" })],
            Server = Gateway.Model.Server with { Tools = settings },
        };
        var common = provider ?? new ProviderSettings { Breaker = BreakerSettings.Default with { Enabled = false } };
        return Gateway.ApplyAsync(
            Gateway.Provider("sim") with { Settings = common }, Gateway.Provider("claude", ProviderType.Anthropic) with { Settings = common });
    }

    /// <summary>The next upstream calls are answered so, one after the other; those that come later say text.</summary>
    public void Script(params Func<SimulatedBehavior, SimulatedBehavior>[] turns)
    {
        Simulator.Rules.Clear();
        for (var i = 0; i < turns.Length; i++)
        {
            var (turn, seed) = (turns[i], (ulong)(i + 1) * 1000);
            Simulator.Rules.Add(new SimulatorRule { Times = 1, Change = behavior => turn(behavior with { Seed = seed, Tokens = 3, CallsAgain = true }) });
        }

        Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Seed = 77_000, Tokens = 3 } });
    }

    public static string Path(string api) => (api == "messages" ? "/claude/v1/" : "/sim/v1/") + api;

    public static string Body(string api, bool stream, string more = "") => api switch
    {
        "messages" => GatewayRig.Message("claude-sim", stream, more),
        "responses" => GatewayRig.Response("gpt-sim", stream, more),
        _ => GatewayRig.Chat("gpt-sim", stream, stream ? ",\"stream_options\":{\"include_usage\":true}" + more : more),
    };

    /// <summary>Declares a tool of the client in a body.</summary>
    public static string ClientTool(string api, string name) => api switch
    {
        "messages" => $$$"""{"name":"{{{name}}}","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}""",
        "responses" => $$$"""{"type":"function","name":"{{{name}}}","parameters":{"type":"object"}}""",
        _ => $$$$"""{"type":"function","function":{"name":"{{{{name}}}}","parameters":{"type":"object"}}}""",
    };

    /// <summary>Sends a request and returns what the client got.</summary>
    public async Task<ToolReply> SendAsync(string api, bool stream, string more = "", params (string Name, string Value)[] headers)
    {
        using var response = await Gateway.SendAsync(Path(api), Body(api, stream, more), headers);
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        return new ToolReply(api, (int)response.StatusCode, text, stream && response.IsSuccessStatusCode ? Sse.Reference(System.Text.Encoding.UTF8.GetBytes(text)) : [], response.Headers.ToDictionary(
            static header => header.Key, static header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
